// Where coroutines resume. The real one is io/event_loop.h (a thread); tests drive io/sim_executor.h by hand.
#pragma once

#include <coroutine>
#include <span>

#include "base/check.h"
#include "base/time.h"

namespace penstock {

class Executor {
 public:
  virtual ~Executor() = default;
  // Resumes the coroutine on this executor, soon. Any thread.
  virtual void post(std::coroutine_handle<> handle) = 0;
  // Posts all of them, in order, with one wake-up.
  virtual void post_all(std::span<const std::coroutine_handle<>> handles) {
    for (const auto handle : handles) post(handle);
  }
  // Resumes the coroutine on this executor after at least `delay`. This executor's thread only.
  virtual void post_after(Millis /*delay*/, std::coroutine_handle<> /*handle*/) {
    check_failed("a timer", __FILE__, __LINE__);
  }
  // Calls job(context) once the events and coroutines that are at hand have had their turn, and what arrives meanwhile
  // within bounds; at once where there are no turns. This executor's thread only.
  virtual void at_turn_end(void (*job)(void* context), void* context) { job(context); }

  // The executor whose thread this is; null outside of one.
  static Executor* current() { return current_; }

 protected:
  static constinit thread_local Executor* current_;
};

// co_await resume_on(executor): goes on in the executor's thread.
inline auto resume_on(Executor& executor) {
  struct Awaiter {
    Executor& executor;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) { executor.post(handle); }
    void await_resume() const {}
  };
  return Awaiter{executor};
}

// co_await sleep_for(delay): resumes on the same executor. Nothing cuts it short; keep delays that stop() waits for
// small.
inline auto sleep_for(Millis delay) {
  struct Awaiter {
    Millis delay;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      CHECK(Executor::current());
      Executor::current()->post_after(delay, handle);
    }
    void await_resume() const {}
  };
  return Awaiter{delay};
}

}  // namespace penstock
