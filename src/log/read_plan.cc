#include "log/read_plan.h"

#include <algorithm>
#include <utility>

#include "log/segment_index.h"

namespace penstock {
namespace {

// Goes through the records of one block.
class BlockReader {
 public:
  // `bytes` begins with the block and may go on behind it. Nothing when it is not the block that the index promised.
  static std::optional<BlockReader> open(std::string_view bytes, const ReadSource& source, Channel channel,
                                         Offset first_offset) {
    if (bytes.size() < sizeof(BlockHeader)) return std::nullopt;
    const auto header = read_struct<BlockHeader>(bytes.data());
    if (header.mark != source.mark || header.length > bytes.size() - sizeof(BlockHeader)) return std::nullopt;
    const auto block = bytes.substr(0, sizeof(BlockHeader) + header.length);
    if (header.crc != block_crc(source.salt, block)) return std::nullopt;
    if (header.channel != channel || header.first_offset != first_offset) return std::nullopt;
    return BlockReader(header, block);
  }

  std::size_t bytes() const { return sizeof(BlockHeader) + header_.length; }
  Offset end_offset() const { return header_.first_offset + header_.count; }
  bool at_end() const { return index_ == header_.count; }
  // False when the lengths do not fit the block.
  bool next(LogRecord& record) {
    if (rest_.size() < sizeof(RecordHeader)) return false;
    const auto front = read_struct<RecordHeader>(rest_.data());
    rest_.remove_prefix(sizeof(RecordHeader));
    if (front.length > rest_.size()) return false;
    record = {header_.first_offset + index_++, from_millis(header_.first_arrival + front.delta),
              rest_.substr(0, front.length)};
    rest_.remove_prefix(front.length);
    return true;
  }

 private:
  BlockReader(const BlockHeader& header, std::string_view block)
      : header_(header), rest_(block.substr(sizeof(BlockHeader))) {}

  BlockHeader header_;
  std::uint32_t index_ = 0;
  std::string_view rest_;
};

}  // namespace

void ReadPlan::add(const ReadSource& source, std::span<const IndexEntry> entries) {
  for (auto i = entry_at(entries, next); i < entries.size() && !full && next < end; ++i) {
    const auto& entry = entries[i];
    if (entry.first_offset > next) return;  // a hole: what is there was damaged
    const bool is_neighbour = !runs.empty() && runs.back().source.number == source.number &&
                              runs.back().position + runs.back().bytes == entry.position;
    if (is_neighbour) {
      runs.back().bytes += entry.bytes;
    } else {
      runs.push_back({source, entry.position, entry.bytes, entry.first_offset});
    }
    bytes += entry.bytes;
    // How much of the first block lies before `from` is unknown until it is read.
    if (entry.first_offset >= from)
      payload_bytes_ += entry.bytes - sizeof(BlockHeader) - entry.count * sizeof(RecordHeader);
    next = entry.end_offset();
    full = next - from >= limits.records_max || payload_bytes_ >= limits.bytes_max;
  }
}

std::expected<LogBatch, BadBlock> take_records(const ReadPlan& plan, std::unique_ptr<char[]> bytes) {
  LogBatch batch;
  batch.next = plan.from;
  batch.end = plan.end;
  batch.end_time = plan.end_time;
  batch.records.reserve(std::min<std::size_t>(plan.next - plan.from, plan.limits.records_max));
  std::size_t payload_bytes = 0;
  bool full = false;
  std::optional<BadBlock> bad;
  const char* at = bytes.get();
  for (const auto& run : plan.runs) {
    std::string_view rest(at, run.bytes);
    at += run.bytes;
    Offset expected = run.first_offset;
    while (!rest.empty() && !full && !bad) {
      auto block = BlockReader::open(rest, run.source, plan.channel, expected);
      const auto position = run.position + run.bytes - rest.size();
      if (!block) {
        bad = BadBlock{run.source.number, position};
        break;
      }
      for (LogRecord record; !block->at_end() && !full;) {
        if (!block->next(record)) return std::unexpected(BadBlock{run.source.number, position});
        if (record.offset < plan.from) continue;
        payload_bytes += record.payload.size();
        full = !batch.records.empty() && payload_bytes > plan.limits.bytes_max;
        if (full) break;
        batch.records.push_back(record);
        batch.next = record.offset + 1;
        full = batch.records.size() >= plan.limits.records_max;
      }
      expected = block->end_offset();
      rest.remove_prefix(block->bytes());
    }
  }
  if (bad && batch.records.empty()) return std::unexpected(*bad);  // what is whole before it is given first
  batch.bytes = std::move(bytes);
  return batch;
}

std::expected<Offset, BadBlock> find_record(const ReadRun& run, Channel channel, std::span<const char> bytes,
                                            TimePoint time) {
  auto block = BlockReader::open({bytes.data(), bytes.size()}, run.source, channel, run.first_offset);
  if (!block) return std::unexpected(BadBlock{run.source.number, run.position});
  for (LogRecord record; !block->at_end();) {
    if (!block->next(record)) return std::unexpected(BadBlock{run.source.number, run.position});
    if (record.arrival >= time) return record.offset;
  }
  return block->end_offset();
}

}  // namespace penstock
