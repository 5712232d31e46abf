// DescribeStream and DescribeStreamSummary.
#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

TEST(DescribeStream, shows_what_aws_shows) {
  KinesisFixture kinesis;
  const auto created = kinesis.clock().now();
  kinesis.create_stream("orders", {.shards = 3});
  const auto stream = kinesis.described("orders");
  EXPECT_EQ(stream.stream_name, "orders");
  EXPECT_EQ(stream.stream_arn, "arn:aws:kinesis:us-east-1:000000000000:stream/orders");
  EXPECT_EQ(stream.stream_status, "ACTIVE");
  EXPECT_EQ(stream.retention_period_hours, 24);
  EXPECT_EQ(stream.stream_creation_timestamp, std::chrono::floor<std::chrono::seconds>(created));
  EXPECT_EQ(stream.encryption_type, "NONE");
  EXPECT_FALSE(stream.key_id);
  ASSERT_EQ(stream.enhanced_monitoring.size(), 1U);
  EXPECT_TRUE(stream.enhanced_monitoring[0].shard_level_metrics->empty());

  ASSERT_EQ(stream.shards.size(), 3U);
  EXPECT_EQ(stream.shards[1].shard_id, "shardId-000000000001");
  EXPECT_EQ(stream.shards[1].hash_key_range.starting_hash_key, "113427455640312821154458202477256070485");
  EXPECT_EQ(stream.shards[1].hash_key_range.ending_hash_key, "226854911280625642308916404954512140969");
  EXPECT_EQ(stream.shards[1].sequence_number_range.starting_sequence_number.size(), 56U);
  EXPECT_FALSE(stream.shards[1].sequence_number_range.ending_sequence_number);
  EXPECT_FALSE(stream.shards[1].parent_shard_id);
}

TEST(DescribeStream, gives_shards_in_pages) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders", {.shards = 250});
  DescribeStreamInput in{.stream_name = "orders"};
  std::vector<std::string> ids;
  int pages = 0;
  for (bool more = true; more; ++pages) {
    const auto page = kinesis.call(&KinesisService::describe_stream, in)->stream_description;
    for (const auto& shard : page.shards) ids.push_back(shard.shard_id);
    in.exclusive_start_shard_id = ids.back();
    more = page.has_more_shards;
  }
  EXPECT_EQ(pages, 3);
  ASSERT_EQ(ids.size(), 250U);
  EXPECT_EQ(ids.back(), "shardId-000000000249");

  in = {.stream_name = "orders", .limit = 10'000};
  EXPECT_EQ(kinesis.call(&KinesisService::describe_stream, in)->stream_description.shards.size(), 100U);
  in.limit = 7;
  EXPECT_EQ(kinesis.call(&KinesisService::describe_stream, in)->stream_description.shards.size(), 7U);
}

TEST(DescribeStream, of_an_unknown_stream_is_refused) {
  KinesisFixture kinesis;
  const auto stream = kinesis.call(&KinesisService::describe_stream, {.stream_name = "orders"});
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, "ResourceNotFoundException");
  EXPECT_EQ(stream.error().message, "Stream orders under account 000000000000 not found.");
}

TEST(DescribeStream, takes_an_arn) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  EXPECT_TRUE(kinesis.call(&KinesisService::describe_stream,
                           {.stream_arn = "arn:aws:kinesis:us-east-1:000000000000:stream/orders"}));
  const auto other = kinesis.call(&KinesisService::describe_stream, {.stream_arn = "arn:aws:sqs:us-east-1:0:x"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, "InvalidArgumentException");
}

TEST(DescribeStreamSummary, counts_the_shards) {
  KinesisFixture kinesis;
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 3}));
  const auto summary = [&] {
    return kinesis.call(&KinesisService::describe_stream_summary, {.stream_name = "orders"})
        ->stream_description_summary;
  };
  EXPECT_EQ(summary().stream_status, "CREATING");
  EXPECT_EQ(summary().open_shard_count, 0);
  kinesis.pass(Millis{500});
  EXPECT_EQ(summary().stream_status, "ACTIVE");
  EXPECT_EQ(summary().open_shard_count, 3);
  EXPECT_EQ(summary().consumer_count, 0);
  EXPECT_EQ(summary().encryption_type, "NONE");
  EXPECT_EQ(summary().stream_mode_details->stream_mode, "PROVISIONED");
}

TEST(DescribeStreamSummary, of_an_unknown_stream_is_refused) {
  KinesisFixture kinesis;
  const auto summary = kinesis.call(&KinesisService::describe_stream_summary, {.stream_name = "orders"});
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().message, "Stream orders under account 000000000000 not found.");
}

}  // namespace
}  // namespace penstock::kinesis
