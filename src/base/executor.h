// Where coroutines resume. The real one is io/event_loop.h (a thread); tests drive io/sim_executor.h by hand.
#pragma once

#include <coroutine>

namespace penstock {

class Executor {
 public:
  virtual ~Executor() = default;
  // Resumes the coroutine on this executor, soon. Any thread.
  virtual void post(std::coroutine_handle<> handle) = 0;

  // The executor whose thread this is; null outside of one.
  static Executor* current() { return current_; }

 protected:
  static thread_local Executor* current_;
};

}  // namespace penstock
