// The logs of streams in a directory of this machine (log/log_directory.h). Any thread; names() blocks and is for
// start.
#pragma once

#include "log/log_directory.h"
#include "services/kinesis/stream_logs.h"

namespace penstock::kinesis {

class LocalStreamLogs final : public StreamLogs {
 public:
  // The directory outlives it.
  explicit LocalStreamLogs(LogDirectory& directory) : directory_(directory) {}

  Task<Result<std::unique_ptr<Log>>> open(std::string name, TimePoint horizon) override {
    return directory_.open_log(std::move(name), horizon);
  }
  Task<Status> remove(std::string name) override { return directory_.remove_log(std::move(name)); }
  Task<Result<std::vector<std::string>>> names() override { co_return directory_.names(); }

 private:
  LogDirectory& directory_;
};

}  // namespace penstock::kinesis
