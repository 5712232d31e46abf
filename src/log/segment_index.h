// Where the blocks of one segment are, by channel: built while a segment is scanned or rolled, stored beside it.
// A value; not shared while it changes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/disk.h"
#include "log/format.h"
#include "log/log.h"

namespace penstock {

struct SegmentIndex {
  std::uint64_t segment_id = 0;
  std::uint32_t end = 0;            // bytes of the segment that it covers
  std::uint32_t last_crc = 0;       // of the last block, or of the segment header
  std::uint32_t damage = 0;         // position of the first bad block; 0 when all are whole
  std::vector<IndexSpan> spans;     // by channel
  std::vector<IndexEntry> entries;  // by channel, then by offset

  const IndexSpan* span_of(Channel channel) const;
  std::span<const IndexEntry> entries_of(const IndexSpan& span) const {
    return std::span(entries).subspan(span.first_entry, span.entry_count);
  }
};

// Entries of a segment's channels, in any order of channels; each in order of offset.
using EntriesByChannel = std::map<Channel, std::vector<IndexEntry>>;

// Fills spans and entries.
void gather(SegmentIndex& index, const EntriesByChannel& by_channel);

// What a segment's channels hold, without the entries.
std::vector<IndexSpan> summarize(const EntriesByChannel& by_channel);

std::string encode_index(const SegmentIndex& index);

enum class IndexPart { summary, all };
// Nothing when the file is missing, broken, or of another segment.
std::optional<SegmentIndex> load_index(Disk& disk, const std::string& path, std::uint64_t segment_id, IndexPart part);
// Not durable: a lost index is made again.
Status store_index(Disk& disk, const std::string& path, const SegmentIndex& index);

// The entry that holds an offset, or the first one behind it; entries.size() when there is none.
std::size_t entry_at(std::span<const IndexEntry> entries, Offset offset);
// The first entry whose last record arrived at or after `time`.
std::size_t entry_from(std::span<const IndexEntry> entries, TimePoint time);

}  // namespace penstock
