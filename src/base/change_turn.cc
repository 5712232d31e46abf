#include "base/change_turn.h"

#include "base/check.h"

namespace penstock {

struct ChangeTurn::Awaiter {
  ChangeTurn& turn;
  Answer answer = Answer::waiting;

  bool await_ready() const { return false; }
  // Nothing here is touched once the waiter is queued: it may already run on another thread.
  bool await_suspend(std::coroutine_handle<> handle) {
    const auto found = turn.take_or_wait(handle);
    if (found == Answer::waiting) return true;
    answer = found;
    return false;
  }
  bool await_resume() const { return answer != Answer::full; }
};

Task<Result<ChangeTurn::Hold>> ChangeTurn::take() {
  const bool taken = co_await Awaiter{*this};
  if (!taken) co_return full_;
  co_return Hold(*this);
}

ChangeTurn::Answer ChangeTurn::take_or_wait(std::coroutine_handle<> handle) {
  const std::lock_guard lock(mutex_);
  if (!held_) {
    held_ = true;
    return Answer::taken;
  }
  if (waiters_.size() >= waiting_max_) return Answer::full;
  auto* executor = Executor::current();
  CHECK(executor);
  waiters_.push_back({handle, executor});
  return Answer::waiting;
}

void ChangeTurn::pass_on() {
  Waiter next{};
  {
    const std::lock_guard lock(mutex_);
    CHECK(held_);
    if (waiters_.empty()) {
      held_ = false;
      return;
    }
    next = waiters_.front();
    waiters_.pop_front();
  }
  next.executor->post(next.handle);
}

}  // namespace penstock
