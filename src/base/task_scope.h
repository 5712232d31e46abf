// Owns detached tasks. spawn() starts a task at once on the calling thread; drain() returns when all have ended.
// One executor's thread only. A scope outlives its tasks: its owner awaits drain() before it is destroyed.
#pragma once

#include <cstddef>

#include "base/task.h"

namespace penstock {

class TaskScope {
 public:
  TaskScope() = default;
  TaskScope(const TaskScope&) = delete;
  TaskScope& operator=(const TaskScope&) = delete;
  ~TaskScope() { CHECK(running_ == 0); }

  void spawn(Task<void> task);
  std::size_t running() const { return running_; }

  struct DrainAwaiter {
    TaskScope& scope;
    bool await_ready() const { return scope.running_ == 0; }
    void await_suspend(std::coroutine_handle<> handle) {
      CHECK(!scope.drainer_);
      scope.drainer_ = handle;
    }
    void await_resume() {}
  };
  DrainAwaiter drain() { return {*this}; }

 private:
  struct Runner;
  static Runner run(TaskScope& scope, Task<void> task);
  void ended();

  std::size_t running_ = 0;
  std::coroutine_handle<> drainer_;
};

}  // namespace penstock
