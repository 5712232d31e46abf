#include "wire/accepted_queue.h"

#include <utility>

namespace penstock {

bool AcceptedQueue::push(Acceptor::Accepted accepted) {
  std::coroutine_handle<> waiting;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    accepted_.push_back(std::move(accepted));
    waiting = std::exchange(waiting_, nullptr);
  }
  if (waiting) loop_.post(waiting);
  return true;
}

void AcceptedQueue::close() {
  std::coroutine_handle<> waiting;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting = std::exchange(waiting_, nullptr);
  }
  if (waiting) loop_.post(waiting);
}

bool AcceptedQueue::PopAwaiter::await_suspend(std::coroutine_handle<> handle) {
  const std::lock_guard lock(queue.mutex_);
  if (queue.closed_ || !queue.accepted_.empty()) return false;
  queue.waiting_ = handle;
  return true;
}

std::optional<Acceptor::Accepted> AcceptedQueue::PopAwaiter::await_resume() {
  const std::lock_guard lock(queue.mutex_);
  if (queue.accepted_.empty()) return std::nullopt;
  std::optional<Acceptor::Accepted> accepted(std::move(queue.accepted_.front()));
  queue.accepted_.pop_front();
  return accepted;
}

}  // namespace penstock
