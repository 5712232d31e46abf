// Waiting that ends early when the program is asked to stop: the pipeline's only way to wait.
#pragma once

#include "base/task.h"
#include "base/time.h"

namespace penstock::call_events {

class Pace {
 public:
  virtual ~Pace() = default;
  // Waits; false when it is time to stop, at once if it already was.
  virtual Task<bool> wait(Millis duration) = 0;
  virtual bool stopping() const = 0;
  virtual void stop() = 0;
};

}  // namespace penstock::call_events
