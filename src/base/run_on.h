// co_await run_on(executor, task): runs a task on another executor and comes back with its result, error or not. The
// way for a request handler to reach what lives on another loop: a handler ends on the loop that called it.
#pragma once

#include <type_traits>

#include "base/executor.h"
#include "base/task.h"

namespace penstock {

template <class T>
Task<T> run_on(Executor& there, Task<T> task) {
  Executor* const here = Executor::current();
  CHECK(here);
  co_await resume_on(there);
  if constexpr (std::is_void_v<T>) {
    co_await task_detail::TaskAwaiter<T>{task.handle()};
    co_await resume_on(*here);
  } else {
    auto result = co_await task_detail::TaskAwaiter<T>{task.handle()};
    co_await resume_on(*here);
    co_return result;
  }
}

}  // namespace penstock
