#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

PutRecordInput some_input() { return {.stream_name = "orders", .data = "paid", .partition_key = "customer-7"}; }

TEST(PutRecord, can_be_read_back) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto put = kinesis.put_record("orders", "customer-7", "paid");
  ASSERT_TRUE(put);
  EXPECT_EQ(put->shard_id, "shardId-000000000000");
  EXPECT_EQ(put->sequence_number.size(), 56U);
  EXPECT_FALSE(put->encryption_type);

  const auto records = kinesis.records("orders");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].data, "paid");
  EXPECT_EQ(records[0].partition_key, "customer-7");
  EXPECT_EQ(records[0].sequence_number, put->sequence_number);
  EXPECT_EQ(records[0].approximate_arrival_timestamp, kinesis.clock().now());
}

TEST(PutRecord, survives_power_loss_once_acknowledged) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto kept = kinesis.put_record("orders", "customer-7", "paid");
  kinesis.refuse_appends();
  const auto refused = kinesis.put_record("orders", "customer-7", "shipped");
  kinesis.power_cycle();

  ASSERT_TRUE(kept);
  EXPECT_FALSE(refused);
  EXPECT_TRUE(kinesis.holds("orders", kept->sequence_number));
}

TEST(PutRecord, goes_to_the_shard_that_owns_the_hash_key) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders", {.shards = 3});
  auto in = some_input();
  in.explicit_hash_key = "340282366920938463463374607431768211455";
  EXPECT_EQ(kinesis.call(&KinesisService::put_record, in)->shard_id, "shardId-000000000002");
  in.explicit_hash_key = "226854911280625642308916404954512140969";
  EXPECT_EQ(kinesis.call(&KinesisService::put_record, in)->shard_id, "shardId-000000000001");
  in.explicit_hash_key = "226854911280625642308916404954512140970";
  EXPECT_EQ(kinesis.call(&KinesisService::put_record, in)->shard_id, "shardId-000000000002");
  in.explicit_hash_key = "0";
  EXPECT_EQ(kinesis.call(&KinesisService::put_record, in)->shard_id, "shardId-000000000000");
  // MD5("a") is 0cc1…
  EXPECT_EQ(kinesis.put_record("orders", "a", "")->shard_id, "shardId-000000000000");
}

TEST(PutRecord, to_an_unknown_stream_is_refused) {
  KinesisFixture kinesis;
  const auto put = kinesis.put_record("orders", "k", "d");
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "ResourceNotFoundException");
  EXPECT_EQ(put.error().status, 400);
  EXPECT_EQ(put.error().message, "Stream orders under account 000000000000 not found.");
}

TEST(PutRecord, to_a_stream_that_is_being_made_or_deleted_is_refused) {
  KinesisFixture kinesis;
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 1}));
  EXPECT_EQ(kinesis.put_record("orders", "k", "d").error().code, "ResourceNotFoundException");
  kinesis.pass(Millis{500});
  EXPECT_TRUE(kinesis.put_record("orders", "k", "d"));
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"}));
  EXPECT_EQ(kinesis.put_record("orders", "k", "d").error().code, "ResourceNotFoundException");
}

TEST(PutRecord, belongs_to_an_account_and_a_region) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  kinesis.caller.region = "eu-north-1";
  EXPECT_FALSE(kinesis.put_record("orders", "k", "d"));
  kinesis.caller = {.account = "111111111111"};
  const auto put = kinesis.put_record("orders", "k", "d");
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().message, "Stream orders under account 111111111111 not found.");
}

TEST(PutRecord, takes_an_arn_in_place_of_the_name) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto put = [&](std::optional<std::string> name, std::optional<std::string> arn) {
    return kinesis.call(&KinesisService::put_record,
                        {.stream_name = name, .data = "d", .partition_key = "k", .stream_arn = arn});
  };
  const std::string arn = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
  EXPECT_TRUE(put({}, arn));
  EXPECT_TRUE(put("orders", arn));
  EXPECT_EQ(put("others", arn).error().code, "InvalidArgumentException");
  EXPECT_EQ(put({}, {}).error().code, "InvalidArgumentException");
  EXPECT_EQ(put({}, "arn:aws:kinesis:us-east-1:000000000000:stream/others").error().message,
            "Stream others under account 000000000000 not found.");
  EXPECT_EQ(put({}, "arn:aws:kinesis:us-east-1:222222222222:stream/orders").error().message,
            "Stream orders under account 222222222222 not found.");
}

TEST(PutRecord, refuses_a_hash_key_over_128_bits) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  auto in = some_input();
  in.explicit_hash_key = "340282366920938463463374607431768211456";
  const auto put = kinesis.call(&KinesisService::put_record, in);
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "InvalidArgumentException");
  EXPECT_EQ(put.error().message,
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was "
            "340282366920938463463374607431768211456");
}

TEST(PutRecord, takes_a_number_for_ordering_and_refuses_one_that_no_shard_gave) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  auto in = some_input();
  in.sequence_number_for_ordering = kinesis.put_record("orders", "k", "d")->sequence_number;
  EXPECT_TRUE(kinesis.call(&KinesisService::put_record, in));

  const auto future = kinesis.clock().now() + Millis{2'000};
  for (const auto& number : {std::string("49039857307708443467467104868809893875799651909875269632"),
                             SequenceNumber::of_record(0, 0, 0, future).text()}) {
    in.sequence_number_for_ordering = number;
    const auto put = kinesis.call(&KinesisService::put_record, in);
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, "InvalidArgumentException");
    EXPECT_EQ(put.error().message, "ExclusiveMinimumSequenceNumber " + number +
                                       " used in PutRecord on stream orders under account 000000000000 is invalid.");
  }
}

TEST(PutRecord, takes_a_megabyte_with_its_key_and_not_one_byte_more) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  EXPECT_TRUE(kinesis.put_record("orders", "k", std::string((1 << 20) - 1, 'x')));
  EXPECT_TRUE(kinesis.put_record("orders", "k", ""));
  const auto put = kinesis.put_record("orders", "k", std::string(1 << 20, 'x'));
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "ValidationException");
  EXPECT_EQ(put.error().message,
            "1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have length less "
            "than or equal to 1048576");
}

TEST(PutRecord, is_throttled_with_awss_limits_alone) {
  KinesisFixture kinesis({.quotas = QuotaMode::aws});
  kinesis.create_stream("orders");
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(kinesis.put_record("orders", "k", "d"));
  const auto put = kinesis.put_record("orders", "k", "d");
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "ProvisionedThroughputExceededException");
  EXPECT_EQ(put.error().message,
            "Rate exceeded for shard shardId-000000000000 in stream orders under account 000000000000.");
  kinesis.pass(Millis{1});
  EXPECT_TRUE(kinesis.put_record("orders", "k", "d"));
}

}  // namespace
}  // namespace penstock::kinesis
