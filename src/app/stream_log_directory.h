// Kinesis's logs in the data directory: the service's seam over log/log_directory.h.
#pragma once

#include "io/blocking_pool.h"
#include "log/log_directory.h"
#include "services/kinesis/stream_logs.h"

namespace penstock::app {

class StreamLogDirectory final : public kinesis::StreamLogs {
 public:
  // Both outlive this.
  StreamLogDirectory(LogDirectory& directory, BlockingPool& pool) : directory_(directory), pool_(pool) {}

  Task<Result<std::unique_ptr<Log>>> open(std::string name, TimePoint horizon) override {
    co_return co_await directory_.open_log(std::move(name), horizon);
  }
  Task<Status> remove(std::string name) override {
    co_return co_await as_result(directory_.remove_log(std::move(name)));
  }
  Task<Result<std::vector<std::string>>> names() override {
    co_return co_await pool_.run([this] { return directory_.names(); });
  }

 private:
  LogDirectory& directory_;
  BlockingPool& pool_;
};

}  // namespace penstock::app
