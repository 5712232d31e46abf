// Makes the pending appends of many logs durable. Everything that arrives while one commit writes and syncs shares the
// next; a log is committed by one thread at a time. Any thread may append meanwhile.
#pragma once

#include <condition_variable>
#include <cstddef>
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
  // Without threads: commits every scheduled log on this thread; false when there was none.
  bool run_pending();

  BlockPool& blocks() { return blocks_; }

 private:
  void work();

  BlockPool blocks_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Committable*> scheduled_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace penstock
