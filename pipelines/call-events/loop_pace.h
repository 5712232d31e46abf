// Pace on an event loop: timers that stop() cuts short. The loop's thread only.
#pragma once

#include <vector>

#include "io/event_loop.h"
#include "pipelines/call-events/pace.h"

namespace penstock::call_events {

class LoopPace final : public Pace {
 public:
  Task<bool> wait(Millis duration) override;
  bool stopping() const override { return stopping_; }
  void stop() override;

 private:
  struct Waiter;
  std::vector<Waiter*> waiters_;
  bool stopping_ = false;
};

}  // namespace penstock::call_events
