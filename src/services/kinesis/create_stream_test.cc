#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

TEST(CreateStream, passes_through_creating_to_active) {
  KinesisFixture kinesis;
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 3}));
  auto stream = kinesis.described("orders");
  EXPECT_EQ(stream.stream_status, "CREATING");
  EXPECT_EQ(stream.stream_arn, "arn:aws:kinesis:us-east-1:000000000000:stream/orders");
  EXPECT_TRUE(stream.shards.empty());
  EXPECT_FALSE(stream.has_more_shards);
  kinesis.pass(Millis{499});
  EXPECT_EQ(kinesis.described("orders").stream_status, "CREATING");
  kinesis.pass(Millis{1});
  stream = kinesis.described("orders");
  EXPECT_EQ(stream.stream_status, "ACTIVE");
  EXPECT_EQ(stream.shards.size(), 3U);
}

TEST(CreateStream, becomes_active_over_a_restart) {
  KinesisFixture kinesis;
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 1}));
  kinesis.power_cycle();
  EXPECT_EQ(kinesis.described("orders").stream_status, "CREATING");
  kinesis.pass(Millis{500});
  kinesis.power_cycle();
  EXPECT_EQ(kinesis.described("orders").stream_status, "ACTIVE");
  EXPECT_TRUE(kinesis.put_record("orders", "k", "d"));
}

TEST(CreateStream, is_active_at_once_with_instant_states) {
  KinesisFixture kinesis({.transition = Millis{0}});
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 1}));
  EXPECT_TRUE(kinesis.put_record("orders", "k", "d"));
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"}));
  EXPECT_FALSE(kinesis.put_record("orders", "k", "d"));
  EXPECT_EQ(kinesis.log_count(), 0U);
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 1}));
  EXPECT_TRUE(kinesis.records("orders").empty());
}

TEST(CreateStream, refuses_a_name_that_is_taken) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto again = kinesis.try_create_stream("orders");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "ResourceInUseException");
  EXPECT_EQ(again.error().message, "Stream orders under account 000000000000 already exists.");
  kinesis.caller.region = "eu-north-1";
  kinesis.create_stream("orders");
}

TEST(CreateStream, makes_four_shards_on_demand) {
  KinesisFixture kinesis;
  ASSERT_TRUE(
      kinesis.call(&KinesisService::create_stream,
                   {.stream_name = "orders", .stream_mode_details = StreamModeDetails{.stream_mode = "ON_DEMAND"}}));
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "others"}));
  kinesis.pass(Millis{500});
  for (const auto* name : {"orders", "others"}) {
    const auto stream = kinesis.described(name);
    EXPECT_EQ(stream.shards.size(), 4U);
    EXPECT_EQ(stream.stream_mode_details->stream_mode, "ON_DEMAND");
  }
  kinesis.create_stream("third", {.shards = 2});
  EXPECT_EQ(kinesis.described("third").stream_mode_details->stream_mode, "PROVISIONED");
}

TEST(CreateStream, refuses_a_shard_count_that_its_mode_does_not_take) {
  KinesisFixture kinesis;
  const auto on_demand = kinesis.call(&KinesisService::create_stream,
                                      {.stream_name = "orders",
                                       .shard_count = 1,
                                       .stream_mode_details = StreamModeDetails{.stream_mode = "ON_DEMAND"}});
  ASSERT_FALSE(on_demand);
  EXPECT_EQ(on_demand.error().code, "InvalidArgumentException");
  EXPECT_EQ(on_demand.error().message, "ShardCount is not expected when StreamMode=ON_DEMAND");
  const auto provisioned =
      kinesis.call(&KinesisService::create_stream,
                   {.stream_name = "orders", .stream_mode_details = StreamModeDetails{.stream_mode = "PROVISIONED"}});
  ASSERT_FALSE(provisioned);
  EXPECT_EQ(provisioned.error().code, "InvalidArgumentException");
}

TEST(CreateStream, refuses_more_shards_than_an_account_may_have) {
  KinesisFixture kinesis({.quotas = QuotaMode::aws});
  kinesis.create_stream("orders", {.shards = 3});
  const auto large = kinesis.try_create_stream("large", {.shards = 998});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, "LimitExceededException");
  EXPECT_EQ(large.error().message,
            "This request would exceed the shard limit for the account 000000000000 in us-east-1. Current shard count "
            "for the account: 3. Limit: 1000. Number of additional shards that would have resulted from this request: "
            "998. Refer to the AWS Service Limits page "
            "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to "
            "request higher limits.");
  kinesis.create_stream("fits", {.shards = 997});
  EXPECT_FALSE(kinesis.try_create_stream("no-more"));
}

TEST(CreateStream, bounds_shards_without_awss_limits_too) {
  KinesisFixture kinesis;
  EXPECT_EQ(kinesis.try_create_stream("huge", {.shards = 2'147'483'647}).error().code, "LimitExceededException");
  kinesis.create_stream("large", {.shards = 10'000});
}

TEST(CreateStream, takes_tags) {
  KinesisFixture kinesis;
  CreateStreamInput in{
      .stream_name = "orders", .shard_count = 1, .tags = std::map<std::string, std::string>{{"a", "1"}}};
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, in));
  const auto listed = kinesis.call(&KinesisService::list_tags_for_stream, {.stream_name = "orders"});
  ASSERT_EQ(listed->tags.size(), 1U);
  EXPECT_EQ(listed->tags[0].value, "1");
  in = {.stream_name = "others", .shard_count = 1, .tags = std::map<std::string, std::string>{{"a;", "1"}}};
  EXPECT_EQ(kinesis.call(&KinesisService::create_stream, in).error().code, "InvalidArgumentException");
}

TEST(CreateStream, leaves_nothing_when_the_store_refuses) {
  KinesisFixture kinesis;
  kinesis.store().fail_next_write();
  const auto created = kinesis.try_create_stream("orders");
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().status, 503);
  EXPECT_EQ(kinesis.log_count(), 0U);
  kinesis.create_stream("orders");
}

TEST(CreateStream, may_come_back_when_it_was_refused_by_a_failing_fsync) {
  KinesisFixture kinesis;
  kinesis.store().fail_next_sync();
  EXPECT_FALSE(kinesis.try_create_stream("orders"));
  kinesis.power_cycle();
  EXPECT_EQ(kinesis.described("orders").stream_status, "ACTIVE");
  EXPECT_TRUE(kinesis.put_record("orders", "k", "d"));
}

}  // namespace
}  // namespace penstock::kinesis
