// Waiting that ends early when a program is asked to stop: how loops that poll or keep a rate wait.
// One executor's thread.
#pragma once

#include <vector>

#include "base/task.h"
#include "base/time.h"

namespace penstock {

class Pace {
 public:
  virtual ~Pace() = default;
  // Waits; false when it is time to stop, at once if it already was.
  virtual Task<bool> wait(Millis duration) = 0;
  virtual bool stopping() const = 0;
  // Every wait ends, now and from now on.
  virtual void stop() = 0;
};

// On the event loop of the thread that it is used from.
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

}  // namespace penstock
