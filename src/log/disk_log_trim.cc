// Retention: records that arrived before the horizon are hidden at once and dropped segment by segment.
#include <algorithm>
#include <utility>

#include "log/disk_log.h"

namespace penstock {

Task<Status> DiskLog::trim(TimePoint horizon) {
  co_return co_await as_result(environment_.pool.run([=, this] { return trim_now(horizon); }));
}

Status DiskLog::trim_now(TimePoint horizon) {
  std::vector<Channel> channels;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(trimming_, true)) return ok();  // the one that runs is as good
    if (!std::exchange(committed_since_trim_, false)) let_go_of_memory();
    for (const auto& [number, channel] : channels_) {
      if (channel.begin < channel.end) channels.push_back(number);
    }
  }
  Status status;
  for (const auto channel : channels) {
    auto begin = find_now(channel, horizon, Wait::allowed);
    if (begin) {
      hide(channel, **begin);
    } else if (status) {
      status = std::move(begin.error());  // the others are trimmed all the same
    }
  }
  retire_before(horizon);
  if (auto recycled = recycle_retired(); !recycled && status) status = std::move(recycled);
  const std::lock_guard lock(mutex_);
  trimming_ = false;
  return status;
}

// Under the mutex. Nothing was appended for a while: who reads now reads the disk.
void DiskLog::let_go_of_memory() {
  recent_.clear();
  if (state_ != State::committing) pages_.forget();
  auto& pool = environment_.committer.recent();
  while (pool.is_unused() && pool.shrink()) {
  }
}

void DiskLog::hide(Channel number, Offset begin) {
  const std::lock_guard lock(mutex_);
  auto& channel = channels_.at(number);
  channel.begin = std::max(channel.begin, std::min(begin, channel.end));
}

// The oldest first, so that what stays is one piece whenever a crash comes.
void DiskLog::retire_before(TimePoint horizon) {
  const std::lock_guard lock(mutex_);
  while (!sealed_.empty() && sealed_.front()->last_arrival() < to_millis(horizon)) {
    const auto segment = std::move(sealed_.front());
    sealed_.pop_front();
    std::erase_if(loaded_, [&](const auto& loaded) { return loaded->segment == segment; });
    for (const auto& span : segment->spans) {
      auto& channel = channels_.at(span.channel);
      channel.begin = std::max(channel.begin, span.end_offset);
    }
    retired_.push_back(segment);
  }
}

Status DiskLog::recycle_retired() {
  for (;;) {
    std::shared_ptr<const SealedSegment> segment;
    {
      const std::lock_guard lock(mutex_);
      if (retired_.empty()) return ok();
      segment = retired_.front();
    }
    auto added = segments_->add(segment->path, segment->lease);
    if (!added && !is_not_found(added.error())) return added;   // tried again by the next trim
    (void)environment_.disk.remove(index_path(segment->path));  // names a segment that is gone: never looked at
    const std::lock_guard lock(mutex_);
    retired_.pop_front();
  }
}

}  // namespace penstock
