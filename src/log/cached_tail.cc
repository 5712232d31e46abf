#include "log/cached_tail.h"

#include <algorithm>

namespace penstock {

void CachedTail::add(const std::shared_ptr<File>& file, std::uint64_t begin, std::uint64_t end) {
  if (!ranges_.empty() && ranges_.back().file == file && ranges_.back().end == begin) {
    ranges_.back().end = end;
  } else {
    ranges_.push_back({file, begin, end});
  }
  bytes_ += end - begin;
  if (bytes_ < bytes_max_ + step_bytes) return;
  while (bytes_ > bytes_max_) {
    auto& oldest = ranges_.front();
    const auto released = std::min(bytes_ - bytes_max_, oldest.end - oldest.begin);
    oldest.file->release_cached(oldest.begin, oldest.begin + released);
    oldest.begin += released;
    bytes_ -= released;
    if (oldest.begin == oldest.end) ranges_.pop_front();
  }
}

}  // namespace penstock
