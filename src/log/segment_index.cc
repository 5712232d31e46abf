#include "log/segment_index.h"

#include <algorithm>

namespace penstock {
namespace {

template <class T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <class T>
std::span<char> room_of(std::vector<T>& values) {
  return {reinterpret_cast<char*>(values.data()), values.size() * sizeof(T)};
}

IndexSpan summary_of(Channel channel, const std::vector<IndexEntry>& entries) {
  IndexSpan span;
  span.channel = channel;
  span.entry_count = static_cast<std::uint32_t>(entries.size());
  span.first_offset = entries.front().first_offset;
  span.end_offset = entries.back().end_offset();
  span.first_arrival = entries.front().first_arrival;
  span.last_arrival = entries.back().last_arrival();
  return span;
}

std::uint32_t crc_of(const IndexHeader& header, const std::vector<IndexSpan>& spans) {
  return crc32c(crc32c(0, as_bytes(header).substr(12)), bytes_of(spans));
}

bool is_whole(const std::vector<IndexSpan>& spans, std::uint32_t entry_count) {
  std::uint32_t entries = 0;
  for (const auto& span : spans) {
    if (span.first_entry != entries || span.entry_count == 0 || span.entry_count > entry_count - entries) return false;
    entries += span.entry_count;
  }
  return entries == entry_count;
}

template <class T>
bool read_into(File& file, std::uint64_t position, std::vector<T>& values) {
  const auto room = room_of(values);
  const auto got = file.pread(position, room);
  return got && *got == room.size();
}

}  // namespace

const IndexSpan* SegmentIndex::span_of(Channel channel) const {
  const auto found = std::ranges::lower_bound(spans, channel, {}, &IndexSpan::channel);
  return found != spans.end() && found->channel == channel ? &*found : nullptr;
}

void gather(SegmentIndex& index, const EntriesByChannel& by_channel) {
  index.spans = summarize(by_channel);
  index.entries.clear();
  for (const auto& [channel, entries] : by_channel) {
    index.entries.insert(index.entries.end(), entries.begin(), entries.end());
  }
}

std::vector<IndexSpan> summarize(const EntriesByChannel& by_channel) {
  std::vector<IndexSpan> spans;
  std::uint32_t first_entry = 0;
  for (const auto& [channel, entries] : by_channel) {
    if (entries.empty()) continue;
    spans.push_back(summary_of(channel, entries));
    spans.back().first_entry = first_entry;
    first_entry += spans.back().entry_count;
  }
  return spans;
}

std::string encode_index(const SegmentIndex& index) {
  IndexHeader header;
  header.span_count = static_cast<std::uint32_t>(index.spans.size());
  header.segment_id = index.segment_id;
  header.end = index.end;
  header.last_crc = index.last_crc;
  header.entry_count = static_cast<std::uint32_t>(index.entries.size());
  header.entries_crc = crc32c(0, bytes_of(index.entries));
  header.damage = index.damage;
  header.crc = crc_of(header, index.spans);
  std::string bytes(as_bytes(header));
  bytes += bytes_of(index.spans);
  bytes += bytes_of(index.entries);
  return bytes;
}

std::optional<SegmentIndex> load_index(Disk& disk, const std::string& path, std::uint64_t segment_id, IndexPart part) {
  const auto file = disk.open(path, OpenMode::read);
  if (!file) return std::nullopt;
  IndexHeader header;
  const auto got = (*file)->pread(0, {reinterpret_cast<char*>(&header), sizeof(header)});
  if (!got || *got != sizeof(header) || header.magic != index_magic || header.segment_id != segment_id) return {};
  const auto size = (*file)->size();
  const auto spans_bytes = header.span_count * sizeof(IndexSpan);
  const auto entries_bytes = header.entry_count * sizeof(IndexEntry);
  if (!size || *size != sizeof(header) + spans_bytes + entries_bytes) return std::nullopt;

  SegmentIndex index{header.segment_id, header.end, header.last_crc, header.damage, {}, {}};
  index.spans.resize(header.span_count);
  if (!read_into(**file, sizeof(header), index.spans)) return std::nullopt;
  if (crc_of(header, index.spans) != header.crc || !is_whole(index.spans, header.entry_count)) return std::nullopt;
  if (part == IndexPart::summary) return index;
  index.entries.resize(header.entry_count);
  if (!read_into(**file, sizeof(header) + spans_bytes, index.entries)) return std::nullopt;
  if (crc32c(0, bytes_of(index.entries)) != header.entries_crc) return std::nullopt;
  return index;
}

Status store_index(Disk& disk, const std::string& path, const SegmentIndex& index) {
  auto file = disk.open(path, OpenMode::truncate);
  if (!file) return std::move(file.error());
  return (*file)->pwrite(0, encode_index(index));
}

std::size_t entry_at(std::span<const IndexEntry> entries, Offset offset) {
  const auto found =
      std::ranges::partition_point(entries, [offset](const IndexEntry& entry) { return entry.end_offset() <= offset; });
  return static_cast<std::size_t>(found - entries.begin());
}

std::size_t entry_from(std::span<const IndexEntry> entries, TimePoint time) {
  const auto found = std::ranges::partition_point(
      entries, [time](const IndexEntry& entry) { return entry.last_arrival() < to_millis(time); });
  return static_cast<std::size_t>(found - entries.begin());
}

}  // namespace penstock
