// The BlockingPool of a running server: a few threads and one bounded queue, served in order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "io/blocking_pool.h"

namespace penstock {

class ThreadBlockingPool final : public BlockingPool {
 public:
  struct Options {
    std::size_t threads = 4;
    std::size_t queue_max = 4096;  // jobs that wait for a thread
  };
  explicit ThreadBlockingPool(Options options);
  ThreadBlockingPool(const ThreadBlockingPool&) = delete;
  ThreadBlockingPool& operator=(const ThreadBlockingPool&) = delete;
  // Runs what is queued, then joins.
  ~ThreadBlockingPool() override;

  bool submit(std::function<void()> job) override;

 private:
  void work();

  const std::size_t queue_max_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::function<void()>> queue_;
  bool closing_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace penstock
