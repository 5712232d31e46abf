#include "io/pace.h"

#include <algorithm>

#include "io/event_loop.h"

namespace penstock {

struct LoopPace::Waiter : Timer {
  Waiter(LoopPace& of, Millis for_duration) : Timer(&on_due), pace(of), duration(for_duration) {}

  bool await_ready() const { return pace.stopping_; }
  void await_suspend(std::coroutine_handle<> waiting) {
    handle = waiting;
    pace.waiters_.push_back(this);
    EventLoop::current().set_timer(*this, duration);
  }
  bool await_resume() const { return !pace.stopping_; }

  static void on_due(Timer& timer) {
    auto& waiter = static_cast<Waiter&>(timer);
    std::erase(waiter.pace.waiters_, &waiter);
    EventLoop::current().post(waiter.handle);
  }

  LoopPace& pace;
  Millis duration;
  std::coroutine_handle<> handle;
};

Task<bool> LoopPace::wait(Millis duration) { co_return co_await Waiter(*this, duration); }

void LoopPace::stop() {
  stopping_ = true;
  for (auto* waiter : std::exchange(waiters_, {})) {
    waiter->clear();
    EventLoop::current().post(waiter->handle);
  }
}

}  // namespace penstock
