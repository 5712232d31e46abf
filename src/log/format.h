// Every byte of a segment and of its index, for writer and reader alike. docs/formats/log.md explains them.
// Integers are little-endian; offsets in comments are bytes. Pure; any thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/crc32c.h"

namespace penstock {

static_assert(std::endian::native == std::endian::little, "the structures below are stored as they lie in memory");

inline constexpr std::uint64_t segment_magic = 0x314d4745'534e4550;  // "PENSEGM1" as bytes
inline constexpr std::uint64_t index_magic = 0x3158444e'494e4550;    // "PENINDX1" as bytes

// A segment begins with this; `channel_count` ChannelStarts follow, then blocks.
struct SegmentHeader {
  std::uint64_t magic = segment_magic;
  std::uint32_t crc = 0;            // 8: CRC-32C of bytes 12 to 63
  std::uint32_t mark = 0;           // 12: random; every block of this segment begins with it
  std::uint64_t id = 0;             // 16: random; salts the checksums of this segment's blocks
  std::uint64_t number = 0;         // 24: 1, 2, 3, ... within the log; also in the file's name
  std::int64_t floor_arrival = 0;   // 32: no record here arrived before it (ms since 1970)
  std::uint64_t previous_end = 0;   // 40: bytes used of the segment before; 0 for the first
  std::uint32_t channel_count = 0;  // 48
  std::uint32_t channels_crc = 0;   // 52: CRC-32C of the ChannelStarts
  std::uint64_t reserved = 0;       // 56
};
static_assert(sizeof(SegmentHeader) == 64);

// Where a channel stood when the segment began: a channel whose records are all gone goes on from here.
struct ChannelStart {
  std::uint32_t channel = 0;
  std::uint32_t reserved = 0;
  std::uint64_t next = 0;
};
static_assert(sizeof(ChannelStart) == 16);

// A block holds consecutive records of one channel that one commit wrote; `length` bytes of records follow.
struct BlockHeader {
  std::uint32_t mark = 0;          // 0
  std::uint32_t crc = 0;           // 4: CRC-32C of bytes 8 to 47 and the records, continued from the segment's salt
  std::uint32_t length = 0;        // 8: bytes of records
  std::uint32_t count = 0;         // 12: records, at least 1
  std::uint32_t channel = 0;       // 16
  std::uint32_t previous = 0;      // 20: crc of the block before; for the first block the segment header's
  std::uint64_t first_offset = 0;  // 24
  std::int64_t first_arrival = 0;  // 32: ms since 1970
  std::uint32_t last_delta = 0;    // 40: arrival of the last record minus first_arrival, ms
  std::uint32_t durable = 0;       // 44: bytes of this segment that were synced before this block was written
};
static_assert(sizeof(BlockHeader) == 48);

// A record: this, then `length` bytes.
struct RecordHeader {
  std::uint32_t length = 0;
  std::uint32_t delta = 0;  // arrival minus the block's first_arrival, ms; grows
};
static_assert(sizeof(RecordHeader) == 8);

// An index is a cache of its segment: this, `span_count` IndexSpans, `entry_count` IndexEntries. A missing or broken
// one is made again from the segment.
struct IndexHeader {
  std::uint64_t magic = index_magic;
  std::uint32_t crc = 0;           // 8: CRC-32C of bytes 12 to 63 and the spans
  std::uint32_t span_count = 0;    // 12
  std::uint64_t segment_id = 0;    // 16
  std::uint32_t end = 0;           // 24: bytes of the segment that it covers
  std::uint32_t last_crc = 0;      // 28: crc of the last block before `end`
  std::uint32_t entry_count = 0;   // 32
  std::uint32_t entries_crc = 0;   // 36: CRC-32C of the entries
  std::uint32_t damage = 0;        // 40: position of the first bad block; 0 when all are whole
  std::uint32_t reserved[5] = {};  // 44
};
static_assert(sizeof(IndexHeader) == 64);

// The records of one channel in the segment, and where its entries are. Ordered by channel.
struct IndexSpan {
  std::uint32_t channel = 0;
  std::uint32_t first_entry = 0;
  std::uint32_t entry_count = 0;
  std::uint32_t reserved = 0;
  std::uint64_t first_offset = 0;
  std::uint64_t end_offset = 0;
  std::int64_t first_arrival = 0;
  std::int64_t last_arrival = 0;
};
static_assert(sizeof(IndexSpan) == 48);

// One block.
struct IndexEntry {
  std::uint64_t first_offset = 0;
  std::int64_t first_arrival = 0;
  std::uint32_t last_delta = 0;
  std::uint32_t count = 0;
  std::uint32_t position = 0;  // of the block's header in the segment
  std::uint32_t bytes = 0;     // of header and records

  std::uint64_t end_offset() const { return first_offset + count; }
  std::int64_t last_arrival() const { return first_arrival + last_delta; }
};
static_assert(sizeof(IndexEntry) == 32);

template <class T>
std::string_view as_bytes(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(T)};
}

// Reads a structure from the front of bytes that are long enough.
template <class T>
T read_struct(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

inline std::uint32_t header_crc(const SegmentHeader& header) { return crc32c(0, as_bytes(header).substr(12)); }
inline std::uint32_t segment_salt(std::uint64_t id) { return crc32c(0, as_bytes(id)); }

// `block` is header and records.
inline std::uint32_t block_crc(std::uint32_t salt, std::string_view block) { return crc32c(salt, block.substr(8)); }

}  // namespace penstock
