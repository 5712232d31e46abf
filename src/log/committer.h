// Makes the pending appends of many logs durable. Everything that arrives while one commit writes and syncs shares the
// next; a log is committed by one thread at a time. Any thread may append meanwhile.
//
// On a fast disk the event loop that ends its turn commits by itself: a small commit takes less than to hand it to
// another thread and to be woken by it. A commit that would keep the loop waiting goes to the committer's threads.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "log/block_pool.h"

namespace penstock {

// What a committer calls; a log.
class Committable {
 public:
  virtual ~Committable() = default;
  // Makes durable what is pending and wakes those who wait for it. Blocks.
  virtual void commit() = 0;
};

struct CommitterOptions {
  // Logs that are written and synced at the same time. 0: a test calls run_pending() itself.
  std::size_t threads = 1;
  std::size_t spare_bytes_max = 32 << 20;  // buffers kept for reuse
  // What an event loop commits by itself, while commits of that size take no longer than this. 0: nothing.
  std::size_t in_turn_bytes_max = 256 << 10;
  std::chrono::nanoseconds in_turn_time_max = std::chrono::milliseconds{1};
};

class Committer {
 public:
  explicit Committer(CommitterOptions options = {});
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;
  // Its logs are closed by then.
  ~Committer();

  // The log has something to commit. At most once until its commit() begins.
  void schedule(Committable& log);
  // Whether the loop that has so much to commit does it by itself.
  bool commits_in_turn(std::size_t bytes) const {
    return bytes <= options_.in_turn_bytes_max &&
           usual_time_.load(std::memory_order_relaxed) <= options_.in_turn_time_max.count();
  }
  // So long took the write and the sync of a commit.
  void learn(std::size_t bytes, std::chrono::nanoseconds took);
  // Without threads: commits every scheduled log on this thread; false when there was none.
  bool run_pending();

  BlockPool& blocks() { return blocks_; }

 private:
  void work();

  const CommitterOptions options_;
  std::atomic<std::int64_t> usual_time_ = 0;  // nanoseconds, of a commit that may be made in a turn
  BlockPool blocks_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Committable*> scheduled_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace penstock
