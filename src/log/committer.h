// Makes the pending appends of many logs durable. Everything that arrives while one commit writes and syncs shares the
// next; a log is committed by one thread at a time. Any thread may append meanwhile.
//
// On a fast disk the event loop that ends its turn commits by itself: a small commit takes less than to hand it to
// another thread and to be woken by it. A commit that would keep the loop waiting goes to the committer's threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "io/commit_time.h"
#include "log/block_pool.h"
#include "log/recent_bytes.h"

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
  std::size_t spare_bytes_max = 32 << 20;   // buffers kept for reuse
  std::size_t recent_bytes_max = 64 << 20;  // of all logs' newest records in memory
  InTurnBounds in_turn = {};                // what an event loop commits by itself
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
  bool commits_in_turn(std::size_t bytes) const { return commit_time_.fits_turn(bytes); }
  // So long took the write and the sync of a commit.
  void learn(std::size_t bytes, std::chrono::nanoseconds took) { commit_time_.learn(bytes, took); }
  // Without threads: commits every scheduled log on this thread; false when there was none.
  bool run_pending();

  BlockPool& blocks() { return blocks_; }
  RecentPool& recent() { return recent_; }

 private:
  void work();

  CommitTime commit_time_;
  BlockPool blocks_;
  RecentPool recent_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Committable*> scheduled_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace penstock
