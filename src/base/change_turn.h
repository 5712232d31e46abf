// One change at a time: reading what is there, deciding and writing is one step for all others, also while the write
// waits for the disk. Coroutines wait in order; none blocks a thread. Any thread.
#pragma once

#include <coroutine>
#include <deque>
#include <mutex>
#include <utility>

#include "base/executor.h"
#include "base/task.h"

namespace penstock {

class ChangeTurn {
 public:
  // The turn, for as long as it lives.
  class Hold {
   public:
    explicit Hold(ChangeTurn& turn) : turn_(&turn) {}
    Hold(Hold&& other) noexcept : turn_(std::exchange(other.turn_, nullptr)) {}
    Hold& operator=(Hold&& other) noexcept {
      std::swap(turn_, other.turn_);
      return *this;
    }
    ~Hold() {
      if (turn_) turn_->pass_on();
    }

   private:
    ChangeTurn* turn_;
  };

  // When `waiting_max` wait already, the next one is answered with `full`.
  ChangeTurn(std::size_t waiting_max, ApiError full) : waiting_max_(waiting_max), full_(std::move(full)) {}
  ChangeTurn(const ChangeTurn&) = delete;
  ChangeTurn& operator=(const ChangeTurn&) = delete;

  // Resumes on the executor that it was called on.
  Task<Result<Hold>> take();

 private:
  struct Waiter {
    std::coroutine_handle<> handle;
    Executor* executor;
  };
  enum class Answer { taken, waiting, full };
  struct Awaiter;

  Answer take_or_wait(std::coroutine_handle<> handle);
  void pass_on();

  const std::size_t waiting_max_;
  const ApiError full_;
  std::mutex mutex_;
  bool held_ = false;
  std::deque<Waiter> waiters_;
};

}  // namespace penstock
