// Reads a segment from its bytes alone: recovery after a crash, and the way to make a lost index again.
// Blocks. Pure but for reading the file; trusts no byte of it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "log/format.h"
#include "log/segment_index.h"

namespace penstock {

struct SegmentHead {
  SegmentHeader header;
  std::vector<ChannelStart> channels;
  std::uint32_t bytes = 0;  // of all of it: where blocks begin

  std::uint32_t salt() const { return segment_salt(header.id); }
};

enum class HeadState {
  whole,
  unborn,   // never written, or torn while it was: the segment holds nothing that was acknowledged
  corrupt,  // bytes that no torn write leaves
};

struct HeadAnswer {
  HeadState state = HeadState::unborn;
  SegmentHead head;
};

// Errors: what the disk says.
Result<HeadAnswer> read_head(File& file);
std::string encode_head(SegmentHeader header, const std::vector<ChannelStart>& channels);

// Where a scan begins: behind the head, or where an index ends.
struct ScanStart {
  std::uint32_t position = 0;
  std::uint32_t previous_crc = 0;
};

enum class ScanTail {
  torn,    // the last segment: the first bad block ends it, unless a later one proves that it was durable
  sealed,  // no bad block before `limit` is right: go on behind it
};

struct Scan {
  EntriesByChannel entries;
  std::uint32_t end = 0;       // behind the last good block
  std::uint32_t last_crc = 0;  // of that block
  std::uint32_t durable = 0;   // what that block says was synced before it
  std::uint32_t damage = 0;    // the first bad block that is no torn tail; 0 when there is none
};

// Reads blocks from `start` to `limit`. Errors: what the disk says.
Result<Scan> scan_blocks(File& file, const SegmentHead& head, ScanStart start, std::uint64_t limit, ScanTail tail);

// Whether a block's bytes (header and records) are as they were written. `salt` is the segment's.
bool is_whole_block(std::string_view block, std::uint32_t mark, std::uint32_t salt);

}  // namespace penstock
