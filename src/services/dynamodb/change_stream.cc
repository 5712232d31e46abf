#include "services/dynamodb/change_stream.h"

#include <algorithm>

#include "services/dynamodb/limits.h"
#include "wire/timestamp.h"

namespace penstock::dynamodb {

std::optional<StreamView> stream_view_named(std::string_view name) {
  for (const auto view :
       {StreamView::keys_only, StreamView::new_image, StreamView::old_image, StreamView::new_and_old_images}) {
    if (name == name_of(view)) return view;
  }
  return std::nullopt;
}

std::string_view name_of(StreamView view) {
  switch (view) {
    case StreamView::keys_only:
      return "KEYS_ONLY";
    case StreamView::new_image:
      return "NEW_IMAGE";
    case StreamView::old_image:
      return "OLD_IMAGE";
    case StreamView::new_and_old_images:
      return "NEW_AND_OLD_IMAGES";
  }
  return {};
}

std::uint64_t StreamRecord::shard_at(TimePoint time) const {
  return static_cast<std::uint64_t>(std::max(Millis{0}, time - created) / shard_span);
}

std::string StreamRecord::label() const {
  auto text = timestamp_text(created, TimestampFormat::iso8601, Precision::with_millis);
  text.pop_back();  // the Z
  return text;
}

bool StreamRecord::is_forgotten(TimePoint now) const { return ended && now - *ended >= limits::stream_retention; }

std::uint64_t StreamRecord::first_shard(TimePoint now) const { return shard_at(now - limits::stream_retention); }

ChangeStream::ChangeStream(StreamRecord record, StreamPosition next, StreamPosition trimmed_to)
    : record_(record), next_(next), trimmed_to_(trimmed_to) {
  if (record_.ended) close(*record_.ended);
}

std::optional<ChangeStream::Reservation> ChangeStream::reserve(TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (closed_) return std::nullopt;
  // A clock that goes back changes nothing: positions only grow.
  const auto position = std::max(next_, first_position(record_.shard_at(now)));
  next_ = position + 1;
  on_their_way_.push_back(position);
  return Reservation(*this, position);
}

void ChangeStream::close(TimePoint ended) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  next_ = std::max(next_, first_position(record_.shard_at(ended)));
  closed_ = true;
}

ChangeStream::Reach ChangeStream::reach(TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (!closed_) next_ = std::max(next_, first_position(record_.shard_at(now)));
  Reach reach{.next = next_, .visible_end = next_, .closed = closed_};
  if (!on_their_way_.empty()) reach.visible_end = on_their_way_.front();
  if (!unknown_.empty()) reach.visible_end = std::min(reach.visible_end, *unknown_.begin());
  return reach;
}

struct ChangeStream::Awaiter {
  ChangeStream& stream;
  StreamPosition through;

  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    const std::lock_guard lock(stream.mutex_);
    if (stream.is_settled(through)) return false;
    CHECK(Executor::current());
    stream.waiting_.push_back({through, Executor::current(), handle});
    return true;
  }
  void await_resume() const {}
};

Task<void> ChangeStream::settled(StreamPosition through) { co_await Awaiter{*this, through}; }

StreamPosition ChangeStream::trimmed_to() const {
  const std::lock_guard lock(mutex_);
  return trimmed_to_;
}

void ChangeStream::trim_to(StreamPosition position) {
  const std::lock_guard lock(mutex_);
  trimmed_to_ = std::max(trimmed_to_, position);
}

void ChangeStream::end(StreamPosition position, Outcome outcome) {
  std::vector<Waiting> settled;
  {
    const std::lock_guard lock(mutex_);
    on_their_way_.erase(std::ranges::lower_bound(on_their_way_, position));
    if (outcome == Outcome::durable) {
      unknown_.clear();
    } else {
      unknown_.insert(position);
    }
    const auto rest = std::ranges::partition(waiting_, [&](const Waiting& one) { return !is_settled(one.through); });
    settled.assign(rest.begin(), rest.end());
    waiting_.erase(rest.begin(), rest.end());
  }
  for (const auto& one : settled) one.executor->post(one.handle);
}

}  // namespace penstock::dynamodb
