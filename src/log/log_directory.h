// All logs of a server below one directory, one folder each, and the retired segments that they share:
//   DIR/<name>/<number>.segment  DIR/<name>/<number>.index    docs/formats/log.md
//   DIR/.recycled/               spare segments: retired ones or full of zeros; for whichever log rolls next
//   DIR/.dropped-<name>/         a log whose removal was under way; finished at the next start
//
// Any thread. Names are 1-200 characters of [A-Za-z0-9_-]. The caller keeps a log to itself: one opener per name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/blocking_pool.h"
#include "io/clock.h"
#include "io/disk.h"
#include "io/random.h"
#include "log/committer.h"
#include "log/log.h"

namespace penstock {

class SegmentPool;

enum class Durability {
  fsync,  // an answered append survives power loss
  os,     // an answered append survives the end of the process, not power loss
};

struct LogOptions {
  Durability durability = Durability::fsync;
  std::size_t segment_bytes = 64 << 20;      // a segment rolls before it grows beyond this
  std::size_t pending_bytes_max = 64 << 20;  // a log's appends that wait for a commit; over it 503 ServiceUnavailable
  std::size_t recycled_segments_max = 8;     // kept by the directory for reuse
  std::size_t cached_bytes_max = 32 << 20;   // of a log's newest records that stay in memory
};

// What a log works with; all of it outlives the log.
struct LogEnvironment {
  Disk& disk;
  Clock& clock;
  Random& random;
  BlockingPool& pool;
  Committer& committer;
};

class LogDirectory {
 public:
  // Makes the directory when it is missing and finishes removals that a crash cut short. Blocks: at start.
  static Result<std::unique_ptr<LogDirectory>> open(LogEnvironment environment, std::string path, LogOptions options);
  ~LogDirectory();

  // Opens a log, making it when it is missing. `horizon` is where the last trim() stood: records that arrived before it
  // stay hidden from the start. Errors: 507 disk full; 500 InternalFailure. A corrupt log opens, takes no appends and
  // reads what is whole; the error of an append names the file and the position.
  Task<Result<std::unique_ptr<Log>>> open_log(std::string name, TimePoint horizon = {});
  // The same on this thread; blocks: at start.
  Result<std::unique_ptr<Log>> open_log_now(const std::string& name, TimePoint horizon = {});

  // Removes a closed log, if it is there; after an answer it never comes back. Its segments are recycled.
  Task<Status> remove_log(std::string name);

  // The logs that are there. Blocks: at start.
  Result<std::vector<std::string>> names() const;

 private:
  LogDirectory(LogEnvironment environment, std::string path, LogOptions options);
  Status finish_removals();
  Status drop(const std::string& name);
  Status recycle_dropped(const std::string& folder);

  LogEnvironment environment_;
  const std::string path_;
  const LogOptions options_;
  std::shared_ptr<SegmentPool> segments_;
};

}  // namespace penstock
