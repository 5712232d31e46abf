#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

struct TwelveShards {
  KinesisFixture kinesis;
  TwelveShards() { kinesis.create_stream("orders", {.shards = 12}); }

  Result<ListShardsOutput> list(ListShardsInput in) {
    return kinesis.call(&KinesisService::list_shards, std::move(in));
  }
  std::string refusal(ListShardsInput in) { return list(std::move(in)).error().message; }
};

TEST(ListShards, gives_all_shards) {
  TwelveShards twelve;
  const auto listed = twelve.list({.stream_name = "orders"});
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->shards->size(), 12U);
  EXPECT_FALSE(listed->next_token);
  EXPECT_EQ(listed->shards->at(11).shard_id, "shardId-000000000011");
  EXPECT_EQ(listed->shards->at(11).hash_key_range.ending_hash_key, "340282366920938463463374607431768211455");
  EXPECT_EQ(listed->shards->at(11).sequence_number_range.starting_sequence_number.size(), 56U);
}

TEST(ListShards, goes_on_from_its_token) {
  TwelveShards twelve;
  ListShardsInput in{.stream_name = "orders", .max_results = 5};
  std::vector<std::string> ids;
  int pages = 0;
  while (true) {
    const auto page = twelve.list(in);
    ASSERT_TRUE(page);
    for (const auto& shard : *page->shards) ids.push_back(shard.shard_id);
    ++pages;
    if (!page->next_token) break;
    in = {.next_token = page->next_token, .max_results = 5};
  }
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(ids.size(), 12U);
  EXPECT_TRUE(std::ranges::is_sorted(ids));
}

TEST(ListShards, gives_a_thousand_unless_told) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders", {.shards = 1'001});
  const auto listed = kinesis.call(&KinesisService::list_shards, {.stream_name = "orders"});
  EXPECT_EQ(listed->shards->size(), 1'000U);
  EXPECT_TRUE(listed->next_token);
}

TEST(ListShards, begins_after_a_shard) {
  TwelveShards twelve;
  EXPECT_EQ(twelve.list({.stream_name = "orders", .exclusive_start_shard_id = "shardId-000000000009"})->shards->size(),
            2U);
  const ShardFilter filter{.type = "AFTER_SHARD_ID", .shard_id = "shardId-000000000010"};
  EXPECT_EQ(twelve.list({.stream_name = "orders", .shard_filter = filter})->shards->size(), 1U);
}

TEST(ListShards, filters_open_shards_by_nothing) {
  TwelveShards twelve;
  for (const auto* type : {"AT_TRIM_HORIZON", "FROM_TRIM_HORIZON", "AT_LATEST"}) {
    EXPECT_EQ(twelve.list({.stream_name = "orders", .shard_filter = ShardFilter{.type = type}})->shards->size(), 12U);
  }
  const auto at = [&](TimePoint time) {
    return twelve.list(
        {.stream_name = "orders", .shard_filter = ShardFilter{.type = "AT_TIMESTAMP", .timestamp = time}});
  };
  EXPECT_EQ(at(twelve.kinesis.clock().now())->shards->size(), 12U);
  EXPECT_EQ(at(twelve.kinesis.clock().now() + Millis{1}).error().code, "InvalidArgumentException");
  EXPECT_EQ(twelve.list({.stream_name = "orders", .shard_filter = ShardFilter{.type = "AFTER_SHARD_ID"}}).error().code,
            "InvalidArgumentException");
}

TEST(ListShards, refuses_parameters_that_exclude_each_other) {
  TwelveShards twelve;
  const auto token = twelve.list({.stream_name = "orders", .max_results = 1})->next_token;
  EXPECT_EQ(twelve.refusal({}), "Either NextToken or StreamName should be provided.");
  EXPECT_EQ(twelve.refusal({.stream_name = "orders", .next_token = token}),
            "NextToken and StreamName cannot be provided together.");
  EXPECT_EQ(twelve.refusal({.next_token = token, .stream_arn = "arn"}),
            "NextToken and StreamARN cannot be provided together.");
  EXPECT_EQ(twelve.refusal({.next_token = token, .exclusive_start_shard_id = "shardId-000000000001"}),
            "NextToken and ExclusiveStartShardId cannot be provided together.");
  EXPECT_EQ(twelve.refusal({.next_token = token, .shard_filter = ShardFilter{.type = "AT_LATEST"}}),
            "NextToken and ShardFilter cannot be provided together.");
  EXPECT_EQ(twelve.refusal({.next_token = token, .stream_creation_timestamp = twelve.kinesis.clock().now()}),
            "NextToken and StreamCreationTimestamp cannot be provided together.");
  EXPECT_EQ(twelve.list({}).error().code, "InvalidArgumentException");
}

TEST(ListShards, tells_streams_of_one_name_apart_by_their_creation) {
  TwelveShards twelve;
  const auto created = twelve.kinesis.described("orders").stream_creation_timestamp;
  EXPECT_TRUE(twelve.list({.stream_name = "orders", .stream_creation_timestamp = created}));
  EXPECT_EQ(twelve.refusal({.stream_name = "orders", .stream_creation_timestamp = created - Millis{1'000}}),
            "Stream orders under account 000000000000 not found.");
}

TEST(ListShards, refuses_tokens_that_are_late_or_of_another_stream) {
  TwelveShards twelve;
  const auto token = twelve.list({.stream_name = "orders", .max_results = 1})->next_token;
  EXPECT_EQ(twelve.list({.next_token = "AAAA"}).error().code, "InvalidArgumentException");
  twelve.kinesis.delete_stream("orders");
  twelve.kinesis.create_stream("orders");
  EXPECT_EQ(twelve.list({.next_token = token}).error().code, "ResourceNotFoundException");
  twelve.kinesis.pass(Millis{300'000});
  EXPECT_EQ(twelve.list({.next_token = token}).error().code, "ExpiredNextTokenException");
}

TEST(ListShards, waits_for_the_stream_to_be_active) {
  KinesisFixture kinesis;
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 1}));
  const auto listed = kinesis.call(&KinesisService::list_shards, {.stream_name = "orders"});
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().code, "ResourceInUseException");
  EXPECT_EQ(listed.error().message,
            "Stream orders under account 000000000000 not ACTIVE or UPDATING, instead in state CREATING");
  EXPECT_EQ(kinesis.call(&KinesisService::list_shards, {.stream_name = "others"}).error().code,
            "ResourceNotFoundException");
}

}  // namespace
}  // namespace penstock::kinesis
