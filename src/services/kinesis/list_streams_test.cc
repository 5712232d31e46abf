#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

using Names = std::vector<std::string>;

TEST(ListStreams, gives_names_in_order_and_pages) {
  KinesisFixture kinesis;
  for (const auto* name : {"c", "a", "e", "b", "d"}) kinesis.create_stream(name);
  const auto list = [&](ListStreamsInput in) { return *kinesis.call(&KinesisService::list_streams, in); };
  const auto all = list({});
  EXPECT_EQ(all.stream_names, (Names{"a", "b", "c", "d", "e"}));
  EXPECT_FALSE(all.has_more_streams);
  EXPECT_FALSE(all.next_token);
  EXPECT_EQ(all.stream_summaries->at(2).stream_arn, "arn:aws:kinesis:us-east-1:000000000000:stream/c");
  EXPECT_EQ(all.stream_summaries->at(2).stream_status, "ACTIVE");

  const auto first = list({.limit = 2});
  EXPECT_EQ(first.stream_names, (Names{"a", "b"}));
  EXPECT_TRUE(first.has_more_streams);
  EXPECT_EQ(list({.limit = 2, .exclusive_start_stream_name = "b"}).stream_names, (Names{"c", "d"}));
  EXPECT_EQ(list({.exclusive_start_stream_name = "bb"}).stream_names, (Names{"c", "d", "e"}));
  const auto second = list({.limit = 2, .next_token = first.next_token});
  EXPECT_EQ(second.stream_names, (Names{"c", "d"}));
  EXPECT_EQ(list({.next_token = second.next_token}).stream_names, (Names{"e"}));
}

TEST(ListStreams, gives_a_hundred_unless_told) {
  KinesisFixture kinesis;
  for (int i = 0; i < 101; ++i) kinesis.create_stream("s" + std::to_string(i));
  const auto list = kinesis.call(&KinesisService::list_streams, {});
  EXPECT_EQ(list->stream_names.size(), 100U);
  EXPECT_TRUE(list->has_more_streams);
}

TEST(ListStreams, shows_the_callers_account_and_region_alone) {
  KinesisFixture kinesis;
  kinesis.create_stream("here");
  kinesis.caller.region = "eu-north-1";
  kinesis.create_stream("there");
  EXPECT_EQ(kinesis.call(&KinesisService::list_streams, {})->stream_names, (Names{"there"}));
  kinesis.caller.account = "111111111111";
  EXPECT_TRUE(kinesis.call(&KinesisService::list_streams, {})->stream_names.empty());
}

TEST(ListStreams, shows_streams_on_their_way_and_none_that_are_gone) {
  KinesisFixture kinesis;
  kinesis.create_stream("a");
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "b", .shard_count = 1}));
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_stream, {.stream_name = "a"}));
  EXPECT_EQ(kinesis.call(&KinesisService::list_streams, {})->stream_names, (Names{"a", "b"}));
  kinesis.pass(Millis{500});
  EXPECT_EQ(kinesis.call(&KinesisService::list_streams, {})->stream_names, (Names{"b"}));
}

TEST(ListStreams, refuses_bad_and_late_tokens) {
  KinesisFixture kinesis;
  for (const auto* name : {"a", "b"}) kinesis.create_stream(name);
  const auto list = [&](ListStreamsInput in) { return kinesis.call(&KinesisService::list_streams, std::move(in)); };
  EXPECT_EQ(list({.next_token = "x"}).error().code, "InvalidArgumentException");
  const auto token = list({.limit = 1})->next_token;
  EXPECT_EQ(list({.exclusive_start_stream_name = "a", .next_token = token}).error().message,
            "NextToken and ExclusiveStartStreamName cannot be provided together.");
  kinesis.pass(Millis{300'001});
  EXPECT_EQ(list({.next_token = token}).error().code, "ExpiredNextTokenException");
}

}  // namespace
}  // namespace penstock::kinesis
