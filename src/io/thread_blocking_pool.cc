#include "io/thread_blocking_pool.h"

#include <pthread.h>

#include <utility>

namespace penstock {

ThreadBlockingPool::ThreadBlockingPool(Options options) : queue_max_(options.queue_max) {
  CHECK(options.threads > 0);
  for (std::size_t i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
}

ThreadBlockingPool::~ThreadBlockingPool() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  filled_.notify_all();
  threads_.clear();
}

bool ThreadBlockingPool::submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || queue_.size() >= queue_max_) return false;
    queue_.push_back(std::move(job));
  }
  filled_.notify_one();
  return true;
}

void ThreadBlockingPool::work() {
  ::pthread_setname_np(::pthread_self(), "blocking");
  std::unique_lock lock(mutex_);
  while (true) {
    filled_.wait(lock, [this] { return closing_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job();
    job = nullptr;  // what it owns dies outside of the lock
    lock.lock();
  }
}

}  // namespace penstock
