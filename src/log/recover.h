// Finds out what a log's directory holds after any kind of end: reads heads and indexes of sealed segments, scans the
// last one, cuts its torn tail. Blocks.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>

#include "log/log.h"
#include "log/segment.h"

namespace penstock {

struct RecoveredChannel {
  Offset begin = 0;
  Offset end = 0;
  std::optional<std::int64_t> end_arrival;
};

struct RecoveredLog {
  std::deque<std::shared_ptr<const SealedSegment>> sealed;
  std::optional<OpenSegment> open;  // nothing was ever written without it, or it is corrupt
  EntriesByChannel open_entries;
  std::map<Channel, RecoveredChannel> channels;
  std::int64_t last_arrival = 0;
  std::optional<ApiError> damage;  // why the log takes no appends; names file and position
};

enum class Tail {
  rewrite,  // makes durable what the scan found, and its end: a failed sync may have left it in the page cache alone
  leave,
};

// Errors: what the disk says; damage is no error but an answer.
Result<RecoveredLog> recover_log(Disk& disk, const std::string& directory, Tail tail);

// A sealed segment's index, made from the segment. Without an `end` it ends like a last segment does: what lies behind
// it in the file is older. Errors: what the disk says.
Result<SegmentIndex> rebuild_index(Disk& disk, const std::string& path, std::optional<std::uint64_t> end);

ApiError corrupt_segment(const std::string& path, std::uint64_t position);

}  // namespace penstock
