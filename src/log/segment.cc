#include "log/segment.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace penstock {

std::string segment_path(const std::string& directory, std::uint64_t number) {
  return fmt::format("{}/{:016}.segment", directory, number);
}

std::string index_path(const std::string& segment_path) {
  return segment_path.substr(0, segment_path.rfind('.')) + ".index";
}

const IndexSpan* SealedSegment::span_of(Channel channel) const {
  const auto found = std::ranges::lower_bound(spans, channel, {}, &IndexSpan::channel);
  return found != spans.end() && found->channel == channel ? &*found : nullptr;
}

std::int64_t SealedSegment::last_arrival() const {
  auto last = std::numeric_limits<std::int64_t>::min();
  for (const auto& span : spans) last = std::max(last, span.last_arrival);
  return last;
}

}  // namespace penstock
