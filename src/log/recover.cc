#include "log/recover.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "log/scan.h"

namespace penstock {
namespace {

struct FoundSegment {
  std::uint64_t number = 0;
  std::string path;
  SegmentHead head;
  bool whole = false;  // its head
};

// Numbers of the segments of a directory, ascending.
Result<std::vector<std::uint64_t>> segment_numbers(Disk& disk, const std::string& directory) {
  const auto entries = disk.list(directory);
  if (!entries) return entries.error();
  std::vector<std::uint64_t> numbers;
  for (const auto& entry : *entries) {
    std::uint64_t number = 0;
    const auto* end = entry.name.data() + entry.name.size();
    const auto parsed = std::from_chars(entry.name.data(), end, number);
    if (parsed.ec == std::errc() && std::string_view(parsed.ptr, end) == ".segment") numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

void hide_behind(EntriesByChannel& entries, std::uint64_t position) {
  for (auto channel = entries.begin(); channel != entries.end();) {
    std::erase_if(channel->second, [&](const IndexEntry& entry) { return entry.position >= position; });
    channel = channel->second.empty() ? entries.erase(channel) : std::next(channel);
  }
}

class Recovery {
 public:
  Recovery(Disk& disk, const std::string& directory) : disk_(disk), directory_(directory) {}

  Result<RecoveredLog> run(Tail tail) {
    if (auto found = find_segments(); !found) return std::move(found.error());
    for (std::size_t i = 0; i + 1 < segments_.size(); ++i) {
      if (!segments_[i].whole) continue;
      const auto& next = segments_[i + 1];
      if (auto added =
              add_sealed(segments_[i], next.whole ? std::optional(next.head.header.previous_end) : std::nullopt);
          !added) {
        return std::move(added.error());
      }
    }
    if (!segments_.empty() && segments_.back().whole) {
      if (auto added = add_open(segments_.back(), tail); !added) return std::move(added.error());
    }
    place_channels();
    return std::move(log_);
  }

 private:
  Status find_segments();
  Status forget_unborn(const FoundSegment& segment);
  Status add_sealed(const FoundSegment& found, std::optional<std::uint64_t> end);
  Status add_open(const FoundSegment& found, Tail tail);
  Status make_tail_durable(OpenSegment& open, std::uint64_t from);
  void place_channels();
  void go_on(const std::string& path, Channel channel, Offset first, Offset end, std::int64_t last_arrival);
  void note_damage(ApiError error) {
    if (!log_.damage) log_.damage = std::move(error);
  }

  Disk& disk_;
  const std::string& directory_;
  std::vector<FoundSegment> segments_;
  RecoveredLog log_;
};

Status Recovery::find_segments() {
  const auto numbers = segment_numbers(disk_, directory_);
  if (!numbers) return numbers.error();
  for (const auto number : *numbers) {
    FoundSegment found{number, segment_path(directory_, number), {}, false};
    // Closed again: a long log has more segments than a process has descriptors.
    const auto file = disk_.open(found.path, OpenMode::read);
    if (!file) return file.error();
    auto answer = read_head(**file);
    if (!answer) return std::move(answer.error());
    const bool is_last = number == numbers->back();
    if (answer->state == HeadState::unborn && is_last && (!segments_.empty() || number == 1)) {
      return forget_unborn(found);
    }
    found.head = std::move(answer->head);
    found.whole = answer->state == HeadState::whole && found.head.header.number == number;
    if (!found.whole) note_damage(corrupt_segment(found.path, 0));
    if (!segments_.empty() && segments_.back().number + 1 != number) {
      note_damage(error::unavailable(fmt::format("This log takes no records: {} is missing.",
                                                 segment_path(directory_, segments_.back().number + 1))));
    }
    segments_.push_back(std::move(found));
  }
  return ok();
}

// A crash came before the first commit of the segment was durable: its number is free again.
Status Recovery::forget_unborn(const FoundSegment& segment) {
  if (auto removed = disk_.remove(segment.path); !removed) return removed;
  return disk_.sync_directory(directory_);
}

Status Recovery::add_sealed(const FoundSegment& found, std::optional<std::uint64_t> end) {
  auto sealed = std::make_shared<SealedSegment>();
  const auto index_file = index_path(found.path);
  auto index = load_index(disk_, index_file, found.head.header.id, IndexPart::summary);
  if (!index || (end && index->end != *end)) {
    auto rebuilt = rebuild_index(disk_, found.path, end);
    if (!rebuilt) return std::move(rebuilt.error());
    index = std::move(*rebuilt);
    (void)store_index(disk_, index_file, *index);  // it can be made again
  }
  if (index->damage != 0) note_damage(corrupt_segment(found.path, index->damage));
  sealed->path = found.path;
  sealed->number = found.number;
  sealed->id = found.head.header.id;
  sealed->mark = found.head.header.mark;
  sealed->end = index->end;
  sealed->damage = index->damage;
  sealed->spans = std::move(index->spans);
  sealed->lease = std::make_shared<char>();
  log_.sealed.push_back(std::move(sealed));
  return ok();
}

Status Recovery::add_open(const FoundSegment& found, Tail tail) {
  auto opened = disk_.open(found.path, OpenMode::write);
  if (!opened) return std::move(opened.error());
  const std::shared_ptr<File> file = std::move(*opened);
  const auto size = file->size();
  if (!size) return size.error();
  ScanStart start{found.head.bytes, found.head.header.crc};
  EntriesByChannel entries;
  // A log that was closed in good order left an index, so that only what came after it has to be read.
  const auto index = load_index(disk_, index_path(found.path), found.head.header.id, IndexPart::all);
  if (index && index->end > *size) note_damage(corrupt_segment(found.path, *size));
  if (index && index->end <= *size) {
    start = {index->end, index->last_crc};
    for (const auto& span : index->spans) {
      const auto of_channel = index->entries_of(span);
      entries[span.channel].assign(of_channel.begin(), of_channel.end());
    }
  }
  auto scan = scan_blocks(*file, found.head, start, *size, ScanTail::torn);
  if (!scan) return std::move(scan.error());
  if (scan->damage != 0) note_damage(corrupt_segment(found.path, scan->damage));
  for (auto& [channel, more] : scan->entries) {
    auto& all = entries[channel];
    all.insert(all.end(), more.begin(), more.end());
  }

  OpenSegment open;
  open.path = found.path;
  open.number = found.number;
  open.id = found.head.header.id;
  open.mark = found.head.header.mark;
  open.file = file;
  open.lease = std::make_shared<char>();
  open.position = scan->end;
  open.last_crc = scan->last_crc;
  open.durable = tail == Tail::rewrite ? scan->end : scan->durable;
  open.file_bytes = *size;
  if (tail == Tail::rewrite && !log_.damage) {
    const bool is_new = scan->end > start.position || start.position == found.head.bytes;
    const auto from = is_new ? scan->durable : scan->end;
    if (auto written = make_tail_durable(open, from); !written) {
      note_damage(
          error::unavailable("This log takes no records until the server is restarted: " + written.error().message));
      // Nobody may read what the next power loss could take back.
      hide_behind(entries, from);
    }
  }
  log_.open = std::move(open);
  log_.open_entries = std::move(entries);
  return ok();
}

// A sync that failed may have left pages that read as new, count as clean, and are not on the disk. Writing the same
// bytes again makes them dirty, so that this sync tells the truth. Where the log was cut a header of zeros ends it: the
// next torn write could otherwise complete the block that was cut away.
Status Recovery::make_tail_durable(OpenSegment& open, std::uint64_t from) {
  std::string bytes(std::min<std::uint64_t>(open.position - from, 1 << 20), '\0');
  while (from < open.position) {
    const auto count = std::min<std::uint64_t>(open.position - from, bytes.size());
    const auto got = open.file->pread(from, {bytes.data(), count});
    if (!got) return got.error();
    if (*got != count) return corrupt_segment(open.path, from + *got);
    if (auto written = open.file->pwrite(from, {bytes.data(), count}); !written) return written;
    from += count;
  }
  const std::array<char, sizeof(BlockHeader)> zeros{};
  const auto stale = std::min<std::uint64_t>(zeros.size(), open.file_bytes - std::min(open.file_bytes, open.position));
  if (stale > 0) {
    if (auto written = open.file->pwrite(open.position, {zeros.data(), stale}); !written) return written;
  }
  if (auto synced = open.file->sync(); !synced) return synced;
  return disk_.sync_directory(directory_);
}

void Recovery::place_channels() {
  const auto first = std::ranges::find_if(segments_, &FoundSegment::whole);
  if (first == segments_.end()) return;
  for (const auto& start : first->head.channels) log_.channels[start.channel] = {start.next, start.next, {}};
  for (const auto& sealed : log_.sealed) {
    for (const auto& span : sealed->spans) {
      go_on(sealed->path, span.channel, span.first_offset, span.end_offset, span.last_arrival);
    }
  }
  log_.last_arrival = std::max(log_.last_arrival, first->head.header.floor_arrival);
  if (!segments_.back().whole) return;
  const auto& last = segments_.back();
  log_.last_arrival = std::max(log_.last_arrival, last.head.header.floor_arrival);
  for (const auto& start : last.head.channels) {
    auto& channel = log_.channels[start.channel];
    if (channel.end != start.next) note_damage(corrupt_segment(last.path, 0));
    channel.end = std::max(channel.end, start.next);
  }
  for (const auto& [channel, entries] : log_.open_entries) {
    Offset expected = entries.front().first_offset;
    for (const auto& entry : entries) {
      if (entry.first_offset != expected) note_damage(corrupt_segment(last.path, entry.position));
      expected = entry.end_offset();
    }
    go_on(last.path, channel, entries.front().first_offset, expected, entries.back().last_arrival());
  }
}

void Recovery::go_on(const std::string& path, Channel number, Offset first, Offset end, std::int64_t last_arrival) {
  auto& channel = log_.channels[number];
  if (channel.end != first) note_damage(corrupt_segment(path, 0));
  channel.end = std::max(channel.end, end);
  channel.end_arrival = last_arrival;
  log_.last_arrival = std::max(log_.last_arrival, last_arrival);
}

}  // namespace

Result<RecoveredLog> recover_log(Disk& disk, const std::string& directory, Tail tail) {
  return Recovery(disk, directory).run(tail);
}

Result<SegmentIndex> rebuild_index(Disk& disk, const std::string& path, std::optional<std::uint64_t> end) {
  auto file = disk.open(path, OpenMode::read);
  if (!file) return std::move(file.error());
  const auto answer = read_head(**file);
  if (!answer) return answer.error();
  if (answer->state != HeadState::whole) return corrupt_segment(path, 0);
  const auto& head = answer->head;
  const auto size = (*file)->size();
  if (!size) return size.error();
  auto scan = scan_blocks(**file, head, {head.bytes, head.header.crc}, end.value_or(*size),
                          end ? ScanTail::sealed : ScanTail::torn);
  if (!scan) return std::move(scan.error());
  SegmentIndex index;
  index.segment_id = head.header.id;
  index.end = end ? static_cast<std::uint32_t>(*end) : scan->end;
  index.last_crc = scan->last_crc;
  index.damage = scan->damage != 0 || scan->end == index.end ? scan->damage : scan->end;
  gather(index, scan->entries);
  return index;
}

ApiError corrupt_segment(const std::string& path, std::uint64_t position) {
  return error::unavailable(fmt::format(
      "This log takes no records: {} is corrupt at position {}. What is whole can be read.", path, position));
}

}  // namespace penstock
