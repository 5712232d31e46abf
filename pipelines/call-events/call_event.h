// Makes call events: what a calling app reports when a call has ended, with everything that is known at that moment.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "base/time.h"

namespace penstock::call_events {

struct CallEvent {
  std::string partition_key;  // decimal text of a 64-bit hash of the event's id, so that shards fill evenly
  std::string json;           // one object; user.user_id is a string, as the app sends it
};

// Not for several threads. The same seed and times give the same events.
class CallEventGenerator {
 public:
  explicit CallEventGenerator(std::uint64_t seed) : random_(seed) {}
  CallEvent next(TimePoint now);

 private:
  template <class Values>
  const auto& pick(const Values& values) {
    return values[random_() % std::size(values)];
  }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  std::string uuid();

  std::mt19937_64 random_;
};

}  // namespace penstock::call_events
