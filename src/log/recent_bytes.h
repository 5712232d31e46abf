// The newest bytes of a log, in memory, as they lie in its segments: a commit goes to the disk from here, past the page
// cache, and consumers at the tip read here. docs/decisions/0013-commits-past-the-page-cache.md says why.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "io/disk.h"

namespace penstock {

// Consecutive bytes of a segment, whole pages. What was committed does not change any more; what lies behind it belongs
// to the thread that commits.
struct RecentPiece {
  static constexpr std::size_t capacity = 256 << 10;

  std::uint64_t segment_number = 0;
  std::uint64_t begin = 0;  // where in the segment; a multiple of page_bytes
  char* bytes = nullptr;    // `capacity` of them; the address is a multiple of page_bytes
};

// The memory of pieces, reused: the first touch of fresh memory costs more than the copy into it. Any thread.
class RecentPool {
 public:
  // All logs together should hold no more than `bytes_max`.
  explicit RecentPool(std::size_t bytes_max) : pieces_max_(bytes_max / RecentPiece::capacity) {}
  RecentPool(const RecentPool&) = delete;
  RecentPool& operator=(const RecentPool&) = delete;
  // Nobody holds a piece by then.
  ~RecentPool();

  std::shared_ptr<RecentPiece> take(std::uint64_t segment_number, std::uint64_t begin);
  // Logs hold more than they should together: each that takes a piece lets go of its older ones.
  bool is_short() const { return taken_.load(std::memory_order_relaxed) > pieces_max_; }
  bool is_unused() const { return taken_.load(std::memory_order_relaxed) == 0; }
  // Frees half of what is spare, when there has been nothing to do for a while; false when nothing was spare.
  bool shrink();

 private:
  void give_back(RecentPiece* piece);

  const std::size_t pieces_max_;
  std::atomic<std::size_t> taken_ = 0;
  std::mutex mutex_;
  std::vector<char*> spare_;
};

// A piece and up to where it was committed.
struct CommittedPiece {
  std::shared_ptr<const RecentPiece> piece;
  std::uint64_t end = 0;  // in the segment
};

// Pieces that a read holds on to, ascending.
class RecentView {
 public:
  RecentView() = default;
  explicit RecentView(std::vector<CommittedPiece> pieces) : pieces_(std::move(pieces)) {}
  // False, with `into` in any state, when some of these bytes are not in memory.
  bool copy(std::uint64_t segment_number, std::uint64_t position, std::span<char> into) const;

 private:
  std::vector<CommittedPiece> pieces_;
};

// What a log keeps for its readers. The log guards it.
class RecentBytes {
 public:
  // The pieces of a commit, the last one filled up to `end`. The first may be the last of the commit before.
  void add(std::span<const std::shared_ptr<RecentPiece>> pieces, std::uint64_t end);
  // Lets go of everything.
  void clear() { pieces_.clear(); }
  // Lets go of the oldest beyond so many bytes; the newest piece stays.
  void keep(std::size_t bytes_max);
  // What there is between two places, each a position in a segment.
  struct Place {
    std::uint64_t segment_number = 0;
    std::uint64_t position = 0;
  };
  RecentView view(Place begin, Place end) const;
  std::size_t bytes() const { return pieces_.size() * RecentPiece::capacity; }

 private:
  std::deque<CommittedPiece> pieces_;  // ascending by segment and begin; a later one may begin within the one before
};

}  // namespace penstock
