// Time, so that tests can own it. Nothing outside io/ calls the operating system's clocks.
#pragma once

#include <atomic>
#include <chrono>

#include "base/time.h"

namespace penstock {

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time; it may jump. Any thread.
  virtual TimePoint now() const = 0;
  // Time that only grows; for timeouts. Any thread.
  virtual std::chrono::nanoseconds steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
  std::chrono::nanoseconds steady() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
};

// A clock that stands still until a test moves it.
class SimClock final : public Clock {
 public:
  explicit SimClock(TimePoint start = from_millis(1'700'000'000'000)) : millis_(to_millis(start)) {}
  TimePoint now() const override { return from_millis(millis_); }
  std::chrono::nanoseconds steady() const override { return Millis{millis_}; }
  void advance(Millis by) { millis_ += by.count(); }

 private:
  std::atomic<std::int64_t> millis_;
};

}  // namespace penstock
