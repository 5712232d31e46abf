// Which bytes a read takes from which segments, and how records are found in them. Pure but for the reading itself.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "io/disk.h"
#include "log/format.h"
#include "log/log.h"
#include "log/recent_bytes.h"
#include "log/segment_pool.h"

namespace penstock {

// A segment that is read; keeps its file from being reused.
struct ReadSource {
  std::shared_ptr<File> file;
  SegmentLease lease;
  std::uint64_t number = 0;
  std::uint32_t mark = 0;
  std::uint32_t salt = 0;
};

// Neighbouring blocks of one channel.
struct ReadRun {
  ReadSource source;
  std::uint64_t position = 0;
  std::size_t bytes = 0;
  Offset first_offset = 0;
};

struct ReadPlan {
  Channel channel = 0;
  Offset from = 0;
  Offset next = 0;  // behind what is planned
  Offset end = 0;
  std::optional<TimePoint> end_time;
  ReadLimits limits;
  std::vector<ReadRun> runs;
  RecentView recent;  // what of them is in memory
  std::size_t bytes = 0;
  bool full = false;

  // Takes blocks from a segment's entries as far as the limits ask for them.
  void add(const ReadSource& source, std::span<const IndexEntry> entries);

 private:
  std::size_t payload_bytes_ = 0;  // at least this many
};

// Where a block is broken.
struct BadBlock {
  std::uint64_t segment_number = 0;
  std::uint64_t position = 0;
};

// Takes the records of the planned blocks in `bytes`, which the batch then owns.
std::expected<LogBatch, BadBlock> take_records(const ReadPlan& plan, std::unique_ptr<char[]> bytes);

// The first record of one block that arrived at or after `time`; the offset behind the block when there is none.
std::expected<Offset, BadBlock> find_record(const ReadRun& block, Channel channel, std::span<const char> bytes,
                                            TimePoint time);

}  // namespace penstock
