// The condition keys that every request has from the clock: aws:CurrentTime and aws:EpochTime. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "policy/context.h"

namespace penstock {

class TimeKeys : public policy::Context {
 public:
  explicit TimeKeys(TimePoint now) : now_(now) {}
  bool find(std::string_view key, std::vector<std::string>& values) const override;

 private:
  TimePoint now_;
};

// "2015-08-30T12:36:00Z"
std::string iso_time(TimePoint time);

}  // namespace penstock
