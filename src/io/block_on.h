// Runs a task on a loop from a thread that is not a loop's, and waits for its result: how main() and tests reach the
// world of coroutines.
#pragma once

#include <optional>
#include <semaphore>

#include "base/executor.h"
#include "base/task.h"

namespace penstock {

namespace block_on_detail {

struct Detached {
  struct promise_type {
    Detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

template <class T>
Detached run(Executor& executor, Task<T> task, std::optional<T>& result, std::binary_semaphore& done) {
  co_await resume_on(executor);
  {
    auto owned = std::move(task);  // its frame dies on the loop's thread
    result.emplace(co_await task_detail::TaskAwaiter<T>{owned.handle()});
  }
  done.release();
}

inline Detached run(Executor& executor, Task<void> task, std::binary_semaphore& done) {
  co_await resume_on(executor);
  {
    auto owned = std::move(task);
    co_await task_detail::TaskAwaiter<void>{owned.handle()};
  }
  done.release();
}

}  // namespace block_on_detail

template <class T>
T block_on(Executor& executor, Task<T> task) {
  CHECK(!Executor::current());  // a loop must not wait for another one
  std::binary_semaphore done(0);
  if constexpr (std::is_void_v<T>) {
    block_on_detail::run(executor, std::move(task), done);
    done.acquire();
  } else {
    std::optional<T> result;
    block_on_detail::run(executor, std::move(task), result, done);
    done.acquire();
    return std::move(*result);
  }
}

}  // namespace penstock
