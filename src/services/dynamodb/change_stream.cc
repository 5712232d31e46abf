#include "services/dynamodb/change_stream.h"

#include <algorithm>

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

ChangeStream::Reservation ChangeStream::reserve(TimePoint now) {
  const std::lock_guard lock(mutex_);
  // A clock that goes back changes nothing: positions only grow.
  const auto position = std::max(next_, first_position(record_.shard_at(now)));
  next_ = position + 1;
  on_their_way_.insert(position);
  return Reservation(*this, position);
}

StreamPosition ChangeStream::visible_end() const {
  const std::lock_guard lock(mutex_);
  return on_their_way_.empty() ? next_ : *on_their_way_.begin();
}

void ChangeStream::end(StreamPosition position, Outcome outcome) {
  const std::lock_guard lock(mutex_);
  if (outcome == Outcome::unknown) {
    unknown_.insert(position);
    return;
  }
  on_their_way_.erase(position);
  for (const auto known_now : std::exchange(unknown_, {})) on_their_way_.erase(known_now);
}

}  // namespace penstock::dynamodb
