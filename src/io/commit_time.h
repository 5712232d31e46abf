// Whether an event loop that ends its turn commits by itself: on a fast disk that takes less than to hand the commit to
// another thread and to be woken by it (docs/decisions/0010-commits-at-the-end-of-a-turn.md). Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace penstock {

// What an event loop commits by itself, while commits of that size take no longer than this.
struct InTurnBounds {
  std::size_t bytes_max = 256 << 10;  // 0: nothing
  std::chrono::nanoseconds time_max = std::chrono::milliseconds{1};
};

// Learns how long the commits take that may be made in a turn.
class CommitTime {
 public:
  explicit CommitTime(InTurnBounds bounds = {}) : bounds_(bounds) {}

  // Whether the loop that has so much to commit does it by itself.
  bool fits_turn(std::size_t bytes) const {
    return bytes <= bounds_.bytes_max && usual_.load(std::memory_order_relaxed) <= bounds_.time_max.count();
  }

  // So long took the write and the sync of a commit. Down at once and up slowly: what takes long may wait for a
  // processor, but a slow disk is never quick.
  void learn(std::size_t bytes, std::chrono::nanoseconds took) {
    if (bytes > bounds_.bytes_max) return;
    const auto usual = usual_.load(std::memory_order_relaxed);
    const auto time = static_cast<std::int64_t>(took.count());
    usual_.store(time < usual ? time : usual + (time - usual) / slow_samples, std::memory_order_relaxed);
  }

 private:
  static constexpr std::int64_t slow_samples = 64;

  const InTurnBounds bounds_;
  std::atomic<std::int64_t> usual_ = 0;  // nanoseconds
};

}  // namespace penstock
