// A BlockingPool for tests: the job runs at once on the caller's thread.
#pragma once

#include "io/blocking_pool.h"

namespace penstock {

class SimBlockingPool final : public BlockingPool {
 public:
  bool submit(std::function<void()> job) override {
    job();
    return true;
  }
};

}  // namespace penstock
