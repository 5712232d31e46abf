#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

constexpr Millis hour{3'600'000};

TEST(GetRecords, goes_on_from_its_next_iterator) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(kinesis.put_record("orders", "k", std::to_string(i)));
  auto next = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  std::string text;
  for (int page = 0; page < 4; ++page) {
    auto read = kinesis.get_records(*next, 3);
    ASSERT_TRUE(read);
    EXPECT_LE(read->records.size(), 3U);
    EXPECT_FALSE(read->child_shards);
    for (const auto& record : read->records) {
      text += record.data;
      EXPECT_FALSE(record.encryption_type);
    }
    next = *read->next_shard_iterator;
  }
  EXPECT_EQ(text, "0123456789");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "ten"));
  EXPECT_EQ(kinesis.get_records(*next)->records.at(0).data, "ten");
}

TEST(GetRecords, says_how_far_behind_the_reader_is) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  auto next = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  EXPECT_EQ(kinesis.get_records(*next)->millis_behind_latest, 0);
  ASSERT_TRUE(kinesis.put_record("orders", "k", "1"));
  kinesis.pass(Millis{40});
  ASSERT_TRUE(kinesis.put_record("orders", "k", "2"));
  kinesis.pass(Millis{2});
  const auto first = kinesis.get_records(*next, 1);
  EXPECT_EQ(first->millis_behind_latest, 42);
  EXPECT_EQ(kinesis.get_records(*first->next_shard_iterator, 1)->millis_behind_latest, 0);
}

TEST(GetRecords, is_behind_while_records_of_the_same_millisecond_are_left) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(kinesis.put_record("orders", "k", "d"));
  const auto next = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  EXPECT_EQ(kinesis.get_records(*next, 1)->millis_behind_latest, 1);
}

TEST(GetRecords, gives_ten_megabytes_at_most) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  for (int i = 0; i < 24; ++i) ASSERT_TRUE(kinesis.put_record("orders", "k", std::string(1'000'000, 'x')));
  auto next = *kinesis.iterator("orders", 0, "TRIM_HORIZON");
  std::size_t read = 0;
  for (int page = 0; page < 24 && read < 24; ++page) {
    const auto answer = kinesis.get_records(next);
    ASSERT_TRUE(answer);
    EXPECT_LE(answer->records.size(), 10U);
    read += answer->records.size();
    next = *answer->next_shard_iterator;
  }
  EXPECT_EQ(read, 24U);
}

TEST(GetRecords, refuses_iterators_after_five_minutes) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto next = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  kinesis.pass(Millis{300'000});
  const auto fresh = kinesis.get_records(*next);
  ASSERT_TRUE(fresh);
  kinesis.pass(Millis{1});
  EXPECT_EQ(kinesis.get_records(*next).error().code, "ExpiredIteratorException");
  EXPECT_TRUE(kinesis.get_records(*fresh->next_shard_iterator));
}

TEST(GetRecords, refuses_forged_and_foreign_iterators) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto next = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  const auto forged = kinesis.get_records("AAAAAAAAAAGsomething");
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().code, "InvalidArgumentException");
  EXPECT_EQ(forged.error().message, "Invalid ShardIterator.");
  kinesis.caller.region = "eu-north-1";
  EXPECT_EQ(kinesis.get_records(*next).error().message, "Invalid ShardIterator.");
}

TEST(GetRecords, takes_iterators_from_before_a_restart) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto next = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "d"));
  kinesis.restart();
  EXPECT_EQ(kinesis.get_records(*next)->records.size(), 1U);
}

TEST(GetRecords, of_a_deleted_stream_says_that_the_shard_does_not_exist) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders", {.shards = 2});
  const auto first = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  const auto second = kinesis.iterator("orders", 1, "TRIM_HORIZON");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "old"));
  kinesis.delete_stream("orders");
  const auto gone = kinesis.get_records(*first);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, "ResourceNotFoundException");
  EXPECT_EQ(gone.error().message,
            "Shard shardId-000000000000 in stream orders under account 000000000000 does not exist");

  // As on AWS, an iterator of the old stream reads the new one of that name, where it has the shard.
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "new"));
  EXPECT_EQ(kinesis.get_records(*first)->records.at(0).data, "new");
  EXPECT_EQ(kinesis.get_records(*second).error().message,
            "Shard shardId-000000000001 in stream orders under account 000000000000 does not exist");
}

TEST(GetRecords, hides_records_past_the_retention_before_they_are_trimmed) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "old"));
  kinesis.pass(23 * hour);
  ASSERT_TRUE(kinesis.put_record("orders", "k", "young"));
  EXPECT_EQ(kinesis.records("orders").size(), 2U);
  kinesis.pass(hour + Millis{1});
  const auto left = kinesis.records("orders");
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].data, "young");
  kinesis.pass(24 * hour);
  EXPECT_TRUE(kinesis.records("orders").empty());
}

TEST(GetRecords, finds_what_is_retained_behind_much_that_is_not) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(kinesis.put_record("orders", "k", "old"));
  kinesis.pass(25 * hour);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(kinesis.put_record("orders", "k", "young"));
  const auto read = kinesis.get_records(*kinesis.iterator("orders", 0, "TRIM_HORIZON"), 10);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->records.size(), 3U);
  EXPECT_EQ(read->records[0].data, "young");
  EXPECT_EQ(read->millis_behind_latest, 0);
}

TEST(GetRecords, is_trimmed_in_the_background) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "old"));
  kinesis.pass(25 * hour);
  kinesis.keep_house();
  EXPECT_TRUE(kinesis.records("orders").empty());
}

TEST(GetRecords, is_throttled_with_awss_limits_alone) {
  KinesisFixture kinesis({.quotas = QuotaMode::aws});
  kinesis.create_stream("orders");
  const auto next = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(kinesis.get_records(*next));
  const auto read = kinesis.get_records(*next);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "ProvisionedThroughputExceededException");
  EXPECT_EQ(read.error().message,
            "Rate exceeded for shard shardId-000000000000 in stream orders under account 000000000000.");
}

}  // namespace
}  // namespace penstock::kinesis
