#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

PutRecordsInput batch_of(std::vector<PutRecordsRequestEntry> records) {
  return {.records = std::move(records), .stream_name = "orders"};
}

TEST(PutRecords, answers_in_the_order_of_the_request) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders", {.shards = 4});
  PutRecordsInput in = batch_of({});
  for (int i = 0; i < 500; ++i) {
    in.records.push_back({.data = "data-" + std::to_string(i), .partition_key = "key-" + std::to_string(i)});
  }
  const auto put = kinesis.call(&KinesisService::put_records, in);
  ASSERT_TRUE(put);
  EXPECT_EQ(put->failed_record_count, 0);
  EXPECT_FALSE(put->encryption_type);
  ASSERT_EQ(put->records.size(), 500U);

  std::map<std::string, std::string> data_of;
  std::size_t shards_used = 0;
  for (std::uint32_t shard = 0; shard < 4; ++shard) {
    const auto records = kinesis.records("orders", shard);
    shards_used += records.empty() ? 0 : 1;
    for (const auto& record : records) data_of[shard_id(shard) + record.sequence_number] = record.data;
  }
  EXPECT_EQ(shards_used, 4U);
  EXPECT_EQ(data_of.size(), 500U);
  for (std::size_t i = 0; i < 500; ++i) {
    const auto& entry = put->records[i];
    ASSERT_TRUE(entry.shard_id && entry.sequence_number);
    EXPECT_FALSE(entry.error_code || entry.error_message);
    EXPECT_EQ(data_of[*entry.shard_id + *entry.sequence_number], in.records[i].data);
  }
}

TEST(PutRecords, keeps_the_order_of_one_shard) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto put = kinesis.call(&KinesisService::put_records, batch_of({{.data = "1", .partition_key = "b"},
                                                                        {.data = "2", .partition_key = "a"},
                                                                        {.data = "3", .partition_key = "b"}}));
  ASSERT_TRUE(put);
  EXPECT_LT(*put->records[0].sequence_number, *put->records[1].sequence_number);
  EXPECT_LT(*put->records[1].sequence_number, *put->records[2].sequence_number);
  const auto records = kinesis.records("orders");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].data + records[1].data + records[2].data, "123");
}

TEST(PutRecords, is_one_step_of_the_log) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders", {.shards = 4});
  PutRecordsInput in = batch_of({});
  for (int i = 0; i < 100; ++i) in.records.push_back({.data = "d", .partition_key = std::to_string(i)});
  ASSERT_TRUE(kinesis.call(&KinesisService::put_records, in));
  const auto before = kinesis.disk().sync_count();
  ASSERT_TRUE(kinesis.call(&KinesisService::put_records, in));
  EXPECT_EQ(kinesis.disk().sync_count(), before + 1);
}

TEST(PutRecords, says_of_each_record_that_the_disk_refused_it) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  kinesis.refuse_appends();
  const auto put = kinesis.call(&KinesisService::put_records,
                                batch_of({{.data = "1", .partition_key = "a"}, {.data = "2", .partition_key = "b"}}));
  ASSERT_TRUE(put);
  EXPECT_EQ(put->failed_record_count, 2);
  for (const auto& entry : put->records) {
    EXPECT_EQ(entry.error_code, "InternalFailure");
    EXPECT_EQ(entry.error_message, "Internal Service Failure");
    EXPECT_FALSE(entry.sequence_number || entry.shard_id);
  }
}

TEST(PutRecords, throttles_record_by_record_with_awss_limits) {
  KinesisFixture kinesis({.quotas = QuotaMode::aws});
  kinesis.create_stream("orders", {.shards = 2});
  const auto put = kinesis.call(
      &KinesisService::put_records,
      batch_of({{.data = std::string(1'000'000, 'x'), .explicit_hash_key = "0", .partition_key = "a"},
                {.data = std::string(100'000, 'x'), .explicit_hash_key = "0", .partition_key = "a"},
                {.data = std::string(100'000, 'x'), .explicit_hash_key = HashKey::last().text(), .partition_key = "a"},
                {.data = std::string(10'000, 'x'), .explicit_hash_key = "0", .partition_key = "a"}}));
  ASSERT_TRUE(put);
  EXPECT_EQ(put->failed_record_count, 1);
  EXPECT_TRUE(put->records[0].sequence_number);
  EXPECT_EQ(put->records[1].error_code, "ProvisionedThroughputExceededException");
  EXPECT_EQ(put->records[1].error_message,
            "Rate exceeded for shard shardId-000000000000 in stream orders under account 000000000000.");
  EXPECT_EQ(put->records[2].shard_id, "shardId-000000000001");
  EXPECT_TRUE(put->records[3].sequence_number);
}

TEST(PutRecords, refuses_over_ten_megabytes) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  PutRecordsInput in = batch_of({});
  for (int i = 0; i < 10; ++i) in.records.push_back({.data = std::string((1 << 20) - 1, 'x'), .partition_key = "k"});
  EXPECT_TRUE(kinesis.call(&KinesisService::put_records, in));
  in.records.push_back({.data = "", .partition_key = "k"});
  const auto put = kinesis.call(&KinesisService::put_records, in);
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "InvalidArgumentException");
  EXPECT_EQ(put.error().message, "Records size exceeds 10 MB limit");
}

TEST(PutRecords, refuses_a_record_over_one_megabyte_with_its_key) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto put = kinesis.call(
      &KinesisService::put_records,
      batch_of({{.data = "small", .partition_key = "k"}, {.data = std::string(1 << 20, 'x'), .partition_key = "k"}}));
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "ValidationException");
  EXPECT_EQ(put.error().message,
            "1 validation error detected: Value at 'records.2.member.data' failed to satisfy constraint: Member must "
            "have length less than or equal to 1048576");
  EXPECT_TRUE(kinesis.records("orders").empty());
}

TEST(PutRecords, refuses_as_a_whole_when_one_hash_key_is_out_of_range) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const std::string over = "340282366920938463463374607431768211456";
  const auto put = kinesis.call(
      &KinesisService::put_records,
      batch_of({{.data = "1", .partition_key = "a"}, {.data = "2", .explicit_hash_key = over, .partition_key = "a"}}));
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "InvalidArgumentException");
  EXPECT_EQ(put.error().message,
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was " + over);
  EXPECT_TRUE(kinesis.records("orders").empty());
}

TEST(PutRecords, to_an_unknown_stream_is_refused) {
  KinesisFixture kinesis;
  const auto put = kinesis.call(&KinesisService::put_records, batch_of({{.data = "1", .partition_key = "a"}}));
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "ResourceNotFoundException");
  EXPECT_EQ(put.error().message, "Stream orders under account 000000000000 not found.");
}

TEST(PutRecords, survives_power_loss_once_acknowledged) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders", {.shards = 2});
  const auto put = kinesis.call(&KinesisService::put_records,
                                batch_of({{.data = "1", .partition_key = "a"}, {.data = "2", .partition_key = "z"}}));
  ASSERT_TRUE(put);
  kinesis.power_cycle();
  for (const auto& entry : put->records) {
    const auto shard = *parse_shard_id(*entry.shard_id);
    EXPECT_TRUE(kinesis.holds("orders", *entry.sequence_number, shard));
  }
}

}  // namespace
}  // namespace penstock::kinesis
