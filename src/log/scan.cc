#include "log/scan.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace penstock {
namespace {

constexpr std::size_t window_bytes = 1 << 20;
constexpr std::size_t positions_max = std::numeric_limits<std::uint32_t>::max();

// A piece of the file in memory that follows the scan.
class Window {
 public:
  Window(File& file, std::uint64_t limit) : file_(file), limit_(limit) {}

  // What is in memory from `position` on: at least `wanted` bytes, but where the limit or the file ends.
  Result<std::string_view> from(std::uint64_t position, std::size_t wanted) {
    wanted = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, left(position)));
    if (position < begin_ || position + wanted > begin_ + filled_) {
      const auto bytes =
          static_cast<std::size_t>(std::min<std::uint64_t>(std::max(wanted, window_bytes), left(position)));
      if (bytes_.size() < bytes) bytes_.resize(bytes);
      const auto got = file_.pread(position, {bytes_.data(), bytes});
      if (!got) return got.error();
      begin_ = position;
      filled_ = *got;
      if (*got < bytes) limit_ = position + *got;
    }
    return std::string_view(bytes_.data(), filled_).substr(position - begin_);
  }
  Result<std::string_view> at(std::uint64_t position, std::size_t wanted) {
    const auto bytes = from(position, wanted);
    return bytes ? bytes->substr(0, wanted) : bytes;
  }
  std::uint64_t limit() const { return limit_; }

 private:
  std::uint64_t left(std::uint64_t position) const { return limit_ - std::min(position, limit_); }

  File& file_;
  std::uint64_t limit_;
  std::uint64_t begin_ = 0;
  std::size_t filled_ = 0;
  std::string bytes_;
};

// Lengths add up, arrivals grow, nothing is left over.
bool has_whole_records(const BlockHeader& header, std::string_view records) {
  if (header.count == 0) return false;
  std::uint32_t delta = 0;
  for (std::uint32_t i = 0; i < header.count; ++i) {
    if (records.size() < sizeof(RecordHeader)) return false;
    const auto record = read_struct<RecordHeader>(records.data());
    records.remove_prefix(sizeof(RecordHeader));
    if (record.length > records.size() || record.delta < delta) return false;
    delta = record.delta;
    records.remove_prefix(record.length);
  }
  return records.empty() && delta == header.last_delta;
}

// The whole block at a position; an empty view when there is none.
Result<std::string_view> block_at(Window& window, std::uint64_t position, const SegmentHead& head) {
  const auto front = window.at(position, sizeof(BlockHeader));
  if (!front) return front;
  if (front->size() < sizeof(BlockHeader)) return std::string_view{};
  const auto header = read_struct<BlockHeader>(front->data());
  const auto bytes = sizeof(BlockHeader) + header.length;
  if (header.mark != head.header.mark || position + bytes > window.limit()) return std::string_view{};
  const auto block = window.at(position, bytes);
  if (!block) return block;
  if (block->size() < bytes || !is_whole_block(*block, head.header.mark, head.salt())) return std::string_view{};
  return *block;
}

// The first whole block at or behind a position that was written when everything before `durable_above` was synced.
Result<std::optional<std::uint64_t>> find_block(Window& window, std::uint64_t position, const SegmentHead& head,
                                                std::uint64_t durable_above) {
  const auto mark = as_bytes(head.header.mark);
  while (position + sizeof(BlockHeader) <= window.limit()) {
    const auto bytes = window.from(position, sizeof(BlockHeader));
    if (!bytes) return bytes.error();
    const auto found = bytes->find(mark);
    if (found == std::string_view::npos) {
      if (bytes->size() < mark.size()) break;
      position += bytes->size() - (mark.size() - 1);
      continue;
    }
    position += found;
    const auto block = block_at(window, position, head);
    if (!block) return block.error();
    if (!block->empty() && read_struct<BlockHeader>(block->data()).durable > durable_above) return position;
    ++position;
  }
  return std::nullopt;
}

IndexEntry entry_of(const BlockHeader& header, std::uint64_t position, std::size_t bytes) {
  return {header.first_offset,
          header.first_arrival,
          header.last_delta,
          header.count,
          static_cast<std::uint32_t>(position),
          static_cast<std::uint32_t>(bytes)};
}

// Offsets of a channel go on from block to block; behind damage they may skip.
bool continues(const EntriesByChannel& entries, const BlockHeader& header, bool may_skip) {
  const auto found = entries.find(header.channel);
  if (found == entries.end() || found->second.empty()) return true;
  const auto expected = found->second.back().end_offset();
  return may_skip ? header.first_offset >= expected : header.first_offset == expected;
}

}  // namespace

bool is_whole_block(std::string_view block, std::uint32_t mark, std::uint32_t salt) {
  if (block.size() < sizeof(BlockHeader)) return false;
  const auto header = read_struct<BlockHeader>(block.data());
  if (header.mark != mark || block.size() != sizeof(BlockHeader) + header.length) return false;
  return header.crc == block_crc(salt, block) && has_whole_records(header, block.substr(sizeof(BlockHeader)));
}

std::string encode_head(SegmentHeader header, const std::vector<ChannelStart>& channels) {
  const std::string_view table(reinterpret_cast<const char*>(channels.data()), channels.size() * sizeof(ChannelStart));
  header.channel_count = static_cast<std::uint32_t>(channels.size());
  header.channels_crc = crc32c(0, table);
  header.crc = header_crc(header);
  return std::string(as_bytes(header)).append(table);
}

Result<HeadAnswer> read_head(File& file) {
  HeadAnswer answer;
  auto& [state, head] = answer;
  char front[sizeof(SegmentHeader)] = {};
  const auto got = file.pread(0, front);
  if (!got) return got.error();
  head.header = read_struct<SegmentHeader>(front);
  if (*got < sizeof(front) || std::ranges::all_of(front, [](char byte) { return byte == 0; })) return answer;
  // A header lies in one sector, so that a write of it is not torn.
  state = HeadState::corrupt;
  if (head.header.magic != segment_magic || head.header.crc != header_crc(head.header)) return answer;

  const auto table_bytes = head.header.channel_count * sizeof(ChannelStart);
  const auto size = file.size();
  if (!size) return size.error();
  bool whole = *size <= positions_max && sizeof(SegmentHeader) + table_bytes <= *size;
  if (whole) {
    head.bytes = static_cast<std::uint32_t>(sizeof(SegmentHeader) + table_bytes);
    head.channels.resize(head.header.channel_count);
    const std::span room(reinterpret_cast<char*>(head.channels.data()), table_bytes);
    const auto read = file.pread(sizeof(SegmentHeader), room);
    if (!read) return read.error();
    whole = crc32c(0, {room.data(), room.size()}) == head.header.channels_crc;
  }
  if (whole) {
    state = HeadState::whole;
    return answer;
  }
  Window window(file, *size);
  const auto proof = find_block(window, sizeof(SegmentHeader), head, 0);
  if (!proof) return proof.error();
  if (!*proof) state = HeadState::unborn;
  return answer;
}

Result<Scan> scan_blocks(File& file, const SegmentHead& head, ScanStart start, std::uint64_t limit, ScanTail tail) {
  Scan scan;
  scan.end = start.position;
  scan.last_crc = start.previous_crc;
  Window window(file, std::min<std::uint64_t>(limit, positions_max));
  std::uint64_t position = start.position;
  bool chained = true;  // false right behind damage
  for (;;) {
    const auto block = block_at(window, position, head);
    if (!block) return block.error();
    const auto header = block->empty() ? BlockHeader{} : read_struct<BlockHeader>(block->data());
    const bool good = !block->empty() && (!chained || header.previous == scan.last_crc) &&
                      continues(scan.entries, header, scan.damage != 0);
    if (good) {
      scan.entries[header.channel].push_back(entry_of(header, position, block->size()));
      position += block->size();
      scan.end = static_cast<std::uint32_t>(position);
      scan.last_crc = header.crc;
      scan.durable = header.durable;
      chained = true;
      continue;
    }
    if (position >= window.limit()) break;
    const auto durable_above = tail == ScanTail::torn ? position : 0;
    const auto next = find_block(window, position + 1, head, durable_above);
    if (!next) return next.error();
    if (!*next && tail == ScanTail::torn) break;
    if (scan.damage == 0) scan.damage = static_cast<std::uint32_t>(position);
    if (!*next) break;
    position = **next;
    chained = false;
  }
  return scan;
}

}  // namespace penstock
