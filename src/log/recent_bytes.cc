#include "log/recent_bytes.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace penstock {
namespace {

bool starts_behind(const CommittedPiece& each, std::uint64_t segment_number, std::uint64_t position) {
  return std::pair(each.piece->segment_number, each.piece->begin) > std::pair(segment_number, position);
}

// The piece that holds a position, when there is one.
template <class Pieces>
auto piece_at(Pieces& pieces, std::uint64_t segment_number, std::uint64_t position) {
  const auto behind = std::ranges::partition_point(
      pieces, [&](const auto& each) { return !starts_behind(each, segment_number, position); });
  if (behind == pieces.begin()) return pieces.end();
  const auto found = std::prev(behind);
  return found->piece->segment_number == segment_number && position < found->end ? found : pieces.end();
}

}  // namespace

RecentPool::~RecentPool() {
  CHECK(taken_ == 0);
  for (auto* bytes : spare_) std::free(bytes);
}

std::shared_ptr<RecentPiece> RecentPool::take(std::uint64_t segment_number, std::uint64_t begin) {
  char* bytes = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      bytes = spare_.back();
      spare_.pop_back();
    }
  }
  if (!bytes) bytes = static_cast<char*>(std::aligned_alloc(page_bytes, RecentPiece::capacity));
  CHECK(bytes);
  ++taken_;
  return {new RecentPiece{segment_number, begin, bytes}, [this](RecentPiece* piece) { give_back(piece); }};
}

void RecentPool::give_back(RecentPiece* piece) {
  char* surplus = piece->bytes;
  delete piece;
  --taken_;
  {
    const std::lock_guard lock(mutex_);
    if (spare_.size() < pieces_max_) spare_.push_back(std::exchange(surplus, nullptr));
  }
  std::free(surplus);
}

bool RecentPool::shrink() {
  std::vector<char*> surplus;
  {
    const std::lock_guard lock(mutex_);
    const auto kept = spare_.size() / 2;
    surplus.assign(spare_.begin() + static_cast<std::ptrdiff_t>(kept), spare_.end());
    spare_.resize(kept);
  }
  for (auto* bytes : surplus) std::free(bytes);
  return !surplus.empty();
}

bool RecentView::copy(std::uint64_t segment_number, std::uint64_t position, std::span<char> into) const {
  while (!into.empty()) {
    const auto found = piece_at(pieces_, segment_number, position);
    if (found == pieces_.end()) return false;
    const auto count = std::min<std::uint64_t>(into.size(), found->end - position);
    std::memcpy(into.data(), found->piece->bytes + (position - found->piece->begin), count);
    into = into.subspan(count);
    position += count;
  }
  return true;
}

void RecentBytes::add(std::span<const std::shared_ptr<RecentPiece>> pieces, std::uint64_t end) {
  for (const auto& piece : pieces) {
    const auto filled = std::min(end, piece->begin + RecentPiece::capacity);
    if (!pieces_.empty() && pieces_.back().piece == piece) {
      pieces_.back().end = filled;
    } else {
      pieces_.push_back({piece, filled});
    }
  }
}

void RecentBytes::keep(std::size_t bytes_max) {
  while (pieces_.size() > 1 && bytes() > bytes_max) pieces_.pop_front();
}

RecentView RecentBytes::view(Place begin, Place end) const {
  const auto behind = [&](Place place) {
    return std::ranges::partition_point(
        pieces_, [&](const auto& each) { return !starts_behind(each, place.segment_number, place.position); });
  };
  auto first = behind(begin);
  if (first != pieces_.begin()) --first;  // it may hold the beginning
  const auto last = behind(end);
  return RecentView(first < last ? std::vector(first, last) : std::vector<CommittedPiece>{});
}

}  // namespace penstock
