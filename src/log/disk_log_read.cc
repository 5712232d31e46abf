// How records are read, found by time, and dropped.
#include <algorithm>
#include <utility>

#include "log/disk_log.h"

namespace penstock {
namespace {

// Indexes and files of sealed segments that a log keeps at hand.
constexpr std::size_t loaded_segments_max = 8;
// A segment that is dropped while it is loaded makes a read plan again.
constexpr int plan_attempts_max = 3;

bool read_run(const ReadRun& run, const RecentView& recent, std::span<char> into, bool may_wait, ApiError& error) {
  if (recent.copy(run.source.number, run.position, into)) return true;
  if (run.source.file->pread_cached(run.position, into)) return true;
  if (!may_wait) return false;
  const auto got = run.source.file->pread(run.position, into);
  if (!got) error = got.error();
  return got.has_value();  // bytes that are missing fail the checksum
}

ReadSource make_source(std::shared_ptr<File> file, SegmentLease lease, std::uint64_t number, std::uint32_t mark,
                       std::uint64_t id) {
  return {std::move(file), std::move(lease), number, mark, segment_salt(id)};
}

}  // namespace

Task<Result<LogBatch>> DiskLog::read(Channel channel, Offset from, ReadLimits limits) {
  auto batch = co_await read_now(channel, from, limits, Wait::never);
  if (batch) co_return std::move(*batch);
  auto slow = co_await environment_.pool.run([=, this] { return read_now(channel, from, limits, Wait::allowed); });
  co_return std::move(*slow);
}

Task<Result<Offset>> DiskLog::find(Channel channel, TimePoint time) {
  auto offset = co_await find_now(channel, time, Wait::never);
  if (offset) co_return *offset;
  auto slow = co_await environment_.pool.run([=, this] { return find_now(channel, time, Wait::allowed); });
  co_return *slow;
}

// Nothing when it would have to wait for the disk and may not.
Result<std::optional<LogBatch>> DiskLog::read_now(Channel channel, Offset from, ReadLimits limits, Wait wait) {
  auto planned = plan_read(channel, from, limits, wait);
  if (!planned) return std::move(planned.error());
  if (!*planned) return std::nullopt;
  auto& plan = **planned;
  auto bytes = std::make_unique_for_overwrite<char[]>(plan.bytes);
  std::size_t done = 0;
  for (const auto& run : plan.runs) {
    ApiError error;
    if (!read_run(run, plan.recent, {bytes.get() + done, run.bytes}, wait == Wait::allowed, error)) {
      if (wait == Wait::never) return std::nullopt;
      return error;
    }
    done += run.bytes;
  }
  auto batch = take_records(plan, std::move(bytes));
  if (!batch) return corrupt_segment(segment_path(directory_, batch.error().segment_number), batch.error().position);
  return std::move(*batch);
}

Result<std::optional<Offset>> DiskLog::find_now(Channel channel, TimePoint time, Wait wait) {
  auto located = locate(channel, time, wait);
  if (!located) return std::move(located.error());
  if (!*located) return std::nullopt;
  auto& found = **located;
  const auto begin = bounds(channel).begin;
  if (!found.block) return std::max(found.offset, begin);
  const auto& run = *found.block;
  const auto bytes = std::make_unique_for_overwrite<char[]>(run.bytes);
  const std::span<char> room(bytes.get(), run.bytes);
  ApiError error;
  if (!read_run(run, found.recent, room, wait == Wait::allowed, error)) {
    if (wait == Wait::never) return std::nullopt;
    return error;
  }
  const auto offset = find_record(run, channel, room, time);
  if (!offset) return corrupt_segment(segment_path(directory_, offset.error().segment_number), offset.error().position);
  return std::max(*offset, begin);
}

Result<std::optional<ReadPlan>> DiskLog::plan_read(Channel number, Offset from, ReadLimits limits, Wait wait) {
  ReadPlan plan;
  plan.channel = number;
  plan.limits = limits;
  std::unique_lock lock(mutex_);
  const auto found = channels_.find(number);
  if (found == channels_.end()) {
    plan.from = plan.next = from;
    return plan;
  }
  const auto& channel = found->second;
  plan.end = channel.end;
  if (channel.end_arrival) plan.end_time = from_millis(*channel.end_arrival);
  plan.from = plan.next = std::max(from, channel.begin);
  for (int attempts = 0; plan.next < plan.end && !plan.full;) {
    const auto next = plan.next;
    const bool in_open = !channel.entries.empty() && next >= channel.entries.front().first_offset;
    const auto sealed = in_open ? nullptr : sealed_with(number, next);
    if (in_open) {
      plan.add(source_of_open(), channel.entries);
    } else if (sealed) {
      auto segment = loaded(*sealed);
      if (!segment && wait == Wait::never) return std::nullopt;
      if (!segment) {
        auto read = load(sealed, lock);
        if (!read) {
          const bool was_dropped = is_not_found(read.error()) && plan.runs.empty() && ++attempts < plan_attempts_max;
          if (!was_dropped) return std::move(read.error());
          plan.from = plan.next = std::max(from, channel.begin);
          continue;
        }
        segment = std::move(*read);
      }
      if (const auto* span = segment->index.span_of(number)) {
        plan.add(source_of(*segment), segment->index.entries_of(*span));
      }
    }
    if (plan.next != next) continue;
    if (!plan.runs.empty()) break;
    if (sealed) return corrupt_segment(sealed->path, sealed->damage);
    if (failed_) return *failed_;
    return corrupt_segment(directory_, 0);
  }
  lend_recent(plan);
  return plan;
}

// Under the mutex.
void DiskLog::lend_recent(ReadPlan& plan) const {
  if (plan.runs.empty()) return;
  const auto& first = plan.runs.front();
  const auto& last = plan.runs.back();
  plan.recent = recent_.view({first.source.number, first.position}, {last.source.number, last.position + last.bytes});
}

Result<std::optional<DiskLog::Found>> DiskLog::locate(Channel number, TimePoint time, Wait wait) {
  std::unique_lock lock(mutex_);
  const auto found = channels_.find(number);
  if (found == channels_.end()) return Found{};
  const auto& channel = found->second;
  const auto pick = [time, this](const ReadSource& source,
                                 std::span<const IndexEntry> entries) -> std::optional<Found> {
    const auto i = entry_from(entries, time);
    if (i == entries.size()) return std::nullopt;
    const auto& entry = entries[i];
    if (entry.first_arrival >= to_millis(time)) return Found{entry.first_offset, std::nullopt, {}};
    return Found{0, ReadRun{source, entry.position, entry.bytes, entry.first_offset},
                 recent_.view({source.number, entry.position}, {source.number, entry.position + entry.bytes})};
  };
  for (int attempts = 0; attempts < plan_attempts_max; ++attempts) {
    const auto sealed = std::ranges::find_if(sealed_, [&](const auto& segment) {
      const auto* span = segment->span_of(number);
      return span && span->last_arrival >= to_millis(time);
    });
    if (sealed == sealed_.end()) {
      if (open_ && !channel.entries.empty()) {
        if (auto answer = pick(source_of_open(), channel.entries)) return answer;
      }
      return Found{channel.end, std::nullopt, {}};
    }
    const auto* whole = (*sealed)->span_of(number);
    if (whole->first_arrival >= to_millis(time)) return Found{whole->first_offset, std::nullopt, {}};
    auto segment = loaded(**sealed);
    if (!segment && wait == Wait::never) return std::nullopt;
    if (!segment) {
      auto read = load(*sealed, lock);
      if (!read && is_not_found(read.error())) continue;  // it was dropped meanwhile
      if (!read) return std::move(read.error());
      segment = std::move(*read);
    }
    const auto* span = segment->index.span_of(number);
    auto answer = span ? pick(source_of(*segment), segment->index.entries_of(*span)) : std::nullopt;
    if (!answer) return corrupt_segment(segment->segment->path, segment->segment->damage);
    return answer;
  }
  return error::unavailable("The server is busy: the log is being trimmed.");
}

std::shared_ptr<const SealedSegment> DiskLog::sealed_with(Channel channel, Offset offset) const {
  for (auto segment = sealed_.rbegin(); segment != sealed_.rend(); ++segment) {
    const auto* span = (*segment)->span_of(channel);
    if (span && span->first_offset <= offset) return *segment;
  }
  return nullptr;
}

std::shared_ptr<LoadedSegment> DiskLog::loaded(const SealedSegment& segment) {
  const auto found = std::ranges::find_if(loaded_, [&](const auto& each) { return each->segment.get() == &segment; });
  if (found == loaded_.end()) return nullptr;
  std::rotate(found, found + 1, loaded_.end());
  return loaded_.back();
}

Result<std::shared_ptr<LoadedSegment>> DiskLog::load(std::shared_ptr<const SealedSegment> segment,
                                                     std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  auto read = [&]() -> Result<std::shared_ptr<LoadedSegment>> {
    auto file = environment_.disk.open(segment->path, OpenMode::read);
    if (!file) return std::move(file.error());
    auto index = load_index(environment_.disk, index_path(segment->path), segment->id, IndexPart::all);
    if (!index || index->end != segment->end) {
      auto rebuilt = rebuild_index(environment_.disk, segment->path, segment->end);
      if (!rebuilt) return std::move(rebuilt.error());
      index = std::move(*rebuilt);
      (void)store_index(environment_.disk, index_path(segment->path), *index);  // it can be made again
    }
    return std::make_shared<LoadedSegment>(LoadedSegment{segment, std::move(*file), std::move(*index)});
  }();
  lock.lock();
  const bool is_kept = std::ranges::find(sealed_, segment) != sealed_.end();  // not dropped meanwhile
  if (read && is_kept) keep_loaded(*read);
  return read;
}

void DiskLog::keep_loaded(std::shared_ptr<LoadedSegment> segment) {
  if (loaded_.size() >= loaded_segments_max) loaded_.erase(loaded_.begin());
  loaded_.push_back(std::move(segment));
}

ReadSource DiskLog::source_of_open() const {
  return make_source(open_->file, open_->lease, open_->number, open_->mark, open_->id);
}

ReadSource DiskLog::source_of(const LoadedSegment& loaded) {
  const auto& segment = *loaded.segment;
  return make_source(loaded.file, segment.lease, segment.number, segment.mark, segment.id);
}

}  // namespace penstock
