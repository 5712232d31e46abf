// Runs calls that block (disk, name look-up) off the event loops; the awaiting coroutine resumes on its own executor.
// The queue is bounded: over it, run() answers 503 ServiceUnavailable ("server busy") through the caller's Result.
#pragma once

#include <functional>
#include <optional>

#include "base/executor.h"
#include "base/task.h"

namespace penstock {

class BlockingPool {
 public:
  virtual ~BlockingPool() = default;

  // `work` returns a Result<T>; it owns or outlives everything it touches.
  template <class Work>
  Task<std::invoke_result_t<Work>> run(Work work) {
    using Answer = std::invoke_result_t<Work>;
    static_assert(is_result<Answer>);
    struct Awaiter {
      BlockingPool& pool;
      Work& work;
      std::optional<Answer> answer;
      bool await_ready() const { return false; }
      bool await_suspend(std::coroutine_handle<> handle) {
        auto* executor = Executor::current();
        CHECK(executor);
        const bool taken = pool.submit([this, handle, executor] {
          answer.emplace(work());
          executor->post(handle);
        });
        if (!taken) answer.emplace(error::unavailable("The server is busy: too many disk operations wait."));
        return taken;
      }
      Answer await_resume() { return std::move(*answer); }
    };
    co_return co_await Awaiter{*this, work, std::nullopt};
  }

  // False when the queue is full. The job runs exactly once otherwise; it owns or outlives everything it touches.
  virtual bool submit(std::function<void()> job) = 0;
};

}  // namespace penstock
