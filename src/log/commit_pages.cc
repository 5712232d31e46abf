#include "log/commit_pages.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace penstock {

Status CommitPages::begin(File& file, std::uint64_t segment_number, std::uint64_t position) {
  auto last = pieces_.empty() ? nullptr : std::move(pieces_.back());
  pieces_.clear();
  const bool goes_on = last && last->segment_number == segment_number && end_ == position;
  pages_begin_ = position / page_bytes * page_bytes;
  end_ = position;
  if (goes_on && position < last->begin + RecentPiece::capacity) {
    pieces_.push_back(std::move(last));
    return ok();
  }
  auto piece = pool_.take(segment_number, pages_begin_);
  const auto before = position - pages_begin_;
  if (before > 0) {
    const auto got = file.pread(pages_begin_, {piece->bytes, before});
    if (!got) return got.error();
    if (*got != before) return error::internal("A segment is shorter than what was committed to it.");
  }
  pieces_.push_back(std::move(piece));
  return ok();
}

void CommitPages::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto full_at = pieces_.back()->begin + RecentPiece::capacity;
    if (end_ == full_at) {
      pieces_.push_back(pool_.take(pieces_.back()->segment_number, full_at));
      continue;
    }
    const auto count = std::min<std::uint64_t>(bytes.size(), full_at - end_);
    std::memcpy(pieces_.back()->bytes + (end_ - pieces_.back()->begin), bytes.data(), count);
    bytes.remove_prefix(count);
    end_ += count;
  }
}

std::span<const iovec> CommitPages::pages() {
  auto& last = *pieces_.back();
  std::memset(last.bytes + (end_ - last.begin), 0, pages_end() - end_);
  pages_.clear();
  for (const auto& piece : pieces_) {
    const auto first = std::max(piece->begin, pages_begin_);
    const auto behind = std::min(piece->begin + RecentPiece::capacity, pages_end());
    if (first < behind) pages_.push_back({piece->bytes + (first - piece->begin), behind - first});
  }
  return pages_;
}

}  // namespace penstock
