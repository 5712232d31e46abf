// The segments of one log: the last one takes appends, the others are sealed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/disk.h"
#include "log/format.h"
#include "log/segment_index.h"
#include "log/segment_pool.h"

namespace penstock {

// "DIR/0000000000000001.segment"
std::string segment_path(const std::string& directory, std::uint64_t number);
std::string index_path(const std::string& segment_path);

// The segment that appends go to. Its owner, the log, guards it.
struct OpenSegment {
  std::string path;
  std::uint64_t number = 0;
  std::uint64_t id = 0;
  std::uint32_t mark = 0;
  std::shared_ptr<File> file;
  SegmentLease lease;
  std::uint64_t position = 0;     // behind the last block that is visible
  std::uint32_t last_crc = 0;     // of that block, or of the segment header
  std::uint64_t durable = 0;      // bytes known to be synced
  std::uint64_t file_bytes = 0;   // the file's length; beyond `position` lie zeros or what a recycled file held before
  std::uint64_t small_bytes = 0;  // that small commits wrote since it was opened
  bool has_heir = false;          // a spare file was asked for, to go on in
};

// A segment that does not change any more.
struct SealedSegment {
  std::string path;
  std::uint64_t number = 0;
  std::uint64_t id = 0;
  std::uint32_t mark = 0;
  std::uint64_t end = 0;
  std::uint32_t damage = 0;  // position of the first bad block; 0 when all are whole
  std::vector<IndexSpan> spans;
  SegmentLease lease;

  const IndexSpan* span_of(Channel channel) const;
  std::int64_t last_arrival() const;  // of all channels
};

// A sealed segment that reads go to: its file and where its blocks are.
struct LoadedSegment {
  std::shared_ptr<const SealedSegment> segment;
  std::shared_ptr<File> file;
  SegmentIndex index;
};

}  // namespace penstock
