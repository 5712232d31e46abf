// Which failed calls are tried again, and when: exponential back-off with full jitter, longer where the service
// throttles. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
#pragma once

#include <optional>
#include <string_view>

#include "base/api_error.h"
#include "base/time.h"
#include "io/random.h"

namespace penstock {

struct RetryPolicy {
  int attempts_max = 4;
  Millis total_max{60'000};  // no attempt begins later than this after the first
  Millis backoff_base{50};
  Millis throttled_base{500};
  Millis backoff_max{5'000};
};

enum class Failure {
  permanent,
  transient,  // the same request may well succeed: connection errors, 500, 502, 503, 504
  throttled,
  clock_skew,  // the service found the signature's time too far from its own
};

Failure classify(const ApiError& error);

// How long to wait before attempt number `attempt` (the first retry is 1): evenly between nothing and the bound that
// doubles with each attempt. Never less than what the service asked for.
Millis backoff(const RetryPolicy& policy, Failure failure, int attempt, std::optional<Millis> retry_after,
               Random& random);

// Value of a Retry-After header in seconds; nothing for a date or nonsense.
std::optional<Millis> parse_retry_after(std::string_view value);

}  // namespace penstock
