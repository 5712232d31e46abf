#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

TEST(DescribeLimits, counts_what_the_account_has_in_the_region) {
  KinesisFixture kinesis({.quotas = QuotaMode::aws});
  kinesis.create_stream("orders", {.shards = 3});
  kinesis.create_stream("on-demand", {.shards = {}});
  kinesis.caller.region = "eu-north-1";
  kinesis.create_stream("elsewhere", {.shards = 5});
  kinesis.caller.region = "us-east-1";
  const auto limits = kinesis.call(&KinesisService::describe_limits, {});
  ASSERT_TRUE(limits);
  EXPECT_EQ(limits->open_shard_count, 7);
  EXPECT_EQ(limits->shard_limit, 1'000);
  EXPECT_EQ(limits->on_demand_stream_count, 1);
  EXPECT_EQ(limits->on_demand_stream_count_limit, 50);
}

TEST(DescribeLimits, says_from_where_on_streams_are_refused) {
  KinesisFixture kinesis({.quotas = QuotaMode::aws});
  for (int i = 0; i < 50; ++i) kinesis.create_stream("on-demand-" + std::to_string(i), {.shards = {}});
  const auto refused = kinesis.try_create_stream("one-more", {.shards = {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "LimitExceededException");
  EXPECT_EQ(refused.error().message,
            "On-demand stream count limit of 50 for the account 000000000000 in us-east-1 is reached.");
  kinesis.create_stream("provisioned");
}

TEST(DescribeLimits, shows_our_own_bounds_without_awss) {
  KinesisFixture kinesis;
  const auto limits = kinesis.call(&KinesisService::describe_limits, {});
  EXPECT_EQ(limits->open_shard_count, 0);
  EXPECT_EQ(limits->shard_limit, 10'000);
  EXPECT_EQ(limits->on_demand_stream_count_limit, 10'000);
}

}  // namespace
}  // namespace penstock::kinesis
