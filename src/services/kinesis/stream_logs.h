// Where the logs of streams are: one log (log/log.h) per stream, under a name that no two streams share. The wiring
// implements it over a data directory, tests over a simulated disk. Any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/task.h"
#include "log/log.h"

namespace penstock::kinesis {

class StreamLogs {
 public:
  virtual ~StreamLogs() = default;
  // Opens a log and recovers it, or makes a new one. One name is open once at a time. Records that arrived before
  // `horizon` stay hidden, as after a trim().
  virtual Task<Result<std::unique_ptr<Log>>> open(std::string name, TimePoint horizon) = 0;
  // Removes a closed log with all records; ok() when there is none.
  virtual Task<Status> remove(std::string name) = 0;
  // The names of all logs, in any order.
  virtual Task<Result<std::vector<std::string>>> names() = 0;
};

}  // namespace penstock::kinesis
