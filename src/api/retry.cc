#include "api/retry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace penstock {
namespace {

constexpr std::array<std::string_view, 15> throttling_codes = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
    "KMSThrottlingException",
};

constexpr std::array<std::string_view, 6> clock_skew_codes = {
    "RequestTimeTooSkewed", "RequestExpired",        "RequestInTheFuture",
    "AuthFailure",          "SignatureDoesNotMatch", "InvalidSignatureException",
};

constexpr std::array<std::string_view, 2> transient_codes = {"RequestTimeout", "RequestTimeoutException"};

constexpr Millis retry_after_max{3'600'000};

bool listed(std::span<const std::string_view> codes, std::string_view code) {
  return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

Failure classify(const ApiError& error) {
  if (listed(throttling_codes, error.code) || error.status == 429) return Failure::throttled;
  if (listed(clock_skew_codes, error.code)) return Failure::clock_skew;
  if (listed(transient_codes, error.code)) return Failure::transient;
  if (error.status == 500 || error.status == 502 || error.status == 503 || error.status == 504) {
    return Failure::transient;
  }
  return Failure::permanent;
}

Millis backoff(const RetryPolicy& policy, Failure failure, int attempt, std::optional<Millis> retry_after,
               Random& random) {
  const auto base = failure == Failure::throttled ? policy.throttled_base : policy.backoff_base;
  const auto doublings = std::clamp(attempt - 1, 0, 20);
  const auto bound = std::min(policy.backoff_max, Millis{base.count() << doublings});
  const Millis jittered{static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound.count()) + 1))};
  return std::max(jittered, retry_after.value_or(Millis{0}));
}

std::optional<Millis> parse_retry_after(std::string_view value) {
  std::int64_t seconds = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (parsed.ec != std::errc{} || parsed.ptr != value.data() + value.size() || seconds < 0) return std::nullopt;
  return std::min(retry_after_max, Millis{std::min<std::int64_t>(seconds, 3600) * 1000});
}

}  // namespace penstock
