// Points in time as every stored format and API has them: milliseconds since 1970-01-01 UTC. Read them from io/clock.h.
#pragma once

#include <chrono>
#include <cstdint>

namespace penstock {

using Millis = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Millis>;

constexpr std::int64_t to_millis(TimePoint time) { return time.time_since_epoch().count(); }
constexpr TimePoint from_millis(std::int64_t millis) { return TimePoint{Millis{millis}}; }

}  // namespace penstock
