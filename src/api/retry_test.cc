#include "api/retry.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

using namespace std::chrono_literals;

TEST(Retry, tells_failures_apart) {
  EXPECT_EQ(classify({400, "ProvisionedThroughputExceededException", ""}), Failure::throttled);
  EXPECT_EQ(classify({400, "LimitExceededException", ""}), Failure::throttled);
  EXPECT_EQ(classify({503, "SlowDown", ""}), Failure::throttled);
  EXPECT_EQ(classify({429, "Anything", ""}), Failure::throttled);
  EXPECT_EQ(classify({500, "InternalFailure", ""}), Failure::transient);
  EXPECT_EQ(classify({503, "ServiceUnavailable", ""}), Failure::transient);
  EXPECT_EQ(classify({400, "RequestTimeout", ""}), Failure::transient);
  EXPECT_EQ(classify({403, "RequestTimeTooSkewed", ""}), Failure::clock_skew);
  EXPECT_EQ(classify({501, "NotImplemented", ""}), Failure::permanent);
  EXPECT_EQ(classify({400, "ValidationException", ""}), Failure::permanent);
  EXPECT_EQ(classify({404, "NoSuchKey", ""}), Failure::permanent);
}

TEST(Retry, waits_longer_each_time_within_bounds_and_at_random) {
  SeededRandom random(7);
  const RetryPolicy policy{.backoff_base = 100ms, .throttled_base = 500ms, .backoff_max = 2s};
  Millis longest{0};
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LE(backoff(policy, Failure::transient, 1, {}, random), 100ms);
    EXPECT_LE(backoff(policy, Failure::transient, 3, {}, random), 400ms);
    EXPECT_LE(backoff(policy, Failure::throttled, 2, {}, random), 1s);
    longest = std::max(longest, backoff(policy, Failure::transient, 60, {}, random));
  }
  EXPECT_LE(longest, 2s);
  EXPECT_GT(longest, 1s);
  EXPECT_GE(backoff(policy, Failure::transient, 1, 5s, random), 5s);
}

TEST(Retry, reads_retry_after_in_seconds) {
  EXPECT_EQ(parse_retry_after("3"), 3s);
  EXPECT_EQ(parse_retry_after("99999999999"), 1h);
  for (const auto* text : {"", "-1", "1.5", "soon", "Fri, 20 Nov 2026 12:00:00 GMT"})
    EXPECT_FALSE(parse_retry_after(text));
}

}  // namespace
}  // namespace penstock
