// One metadata change at a time: reading a stream, deciding and writing it is one step for all others, also while the
// write waits for the disk. Coroutines wait in order; none blocks a thread. Any thread.
#pragma once

#include <coroutine>
#include <deque>
#include <mutex>
#include <utility>

#include "base/executor.h"
#include "base/task.h"

namespace penstock::kinesis {

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

  ChangeTurn() = default;
  ChangeTurn(const ChangeTurn&) = delete;
  ChangeTurn& operator=(const ChangeTurn&) = delete;

  // Resumes on the executor that it was called on. Errors: LimitExceededException when limits::waiting_changes_max
  // wait.
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

  std::mutex mutex_;
  bool held_ = false;
  std::deque<Waiter> waiters_;
};

}  // namespace penstock::kinesis
