#include "base/task_scope.h"

namespace penstock {

struct TaskScope::Runner {
  struct promise_type {
    Runner get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

TaskScope::Runner TaskScope::run(TaskScope& scope, Task<void> task) {
  {
    auto owned = std::move(task);  // dies before the scope may
    co_await task_detail::TaskAwaiter<void>{owned.handle()};
  }
  scope.ended();
}

void TaskScope::spawn(Task<void> task) {
  ++running_;
  run(*this, std::move(task));
}

void TaskScope::ended() {
  if (--running_ == 0 && drainer_) std::exchange(drainer_, nullptr).resume();
}

}  // namespace penstock
