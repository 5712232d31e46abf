#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

GetShardIteratorInput from(std::string_view type) {
  return {.stream_name = "orders", .shard_id = "shardId-000000000000", .shard_iterator_type = std::string(type)};
}

// A stream with five records, one a second.
struct FiveRecords {
  KinesisFixture kinesis;
  std::vector<std::string> numbers;
  std::vector<TimePoint> arrivals;

  FiveRecords() {
    kinesis.create_stream("orders", {.shards = 3});
    for (int i = 0; i < 5; ++i) {
      kinesis.pass(Millis{1'000});
      const auto put = kinesis.call(
          &KinesisService::put_record,
          {.stream_name = "orders", .data = std::to_string(i), .partition_key = "k", .explicit_hash_key = "0"});
      numbers.push_back(put->sequence_number);
      arrivals.push_back(kinesis.clock().now());
    }
  }
  // What a reader from there sees, as one text.
  std::string seen(const GetShardIteratorInput& in) {
    const auto out = kinesis.call(&KinesisService::get_shard_iterator, in);
    if (!out) return out.error().message;
    std::string text;
    for (const auto& record : kinesis.get_records(*out->shard_iterator)->records) text += record.data;
    return text;
  }
};

TEST(GetShardIterator, begins_where_its_type_says) {
  FiveRecords five;
  EXPECT_EQ(five.seen(from("TRIM_HORIZON")), "01234");
  EXPECT_EQ(five.seen(from("LATEST")), "");
  auto in = from("AT_SEQUENCE_NUMBER");
  in.starting_sequence_number = five.numbers[2];
  EXPECT_EQ(five.seen(in), "234");
  in.shard_iterator_type = "AFTER_SEQUENCE_NUMBER";
  EXPECT_EQ(five.seen(in), "34");
  in.starting_sequence_number = five.numbers[4];
  EXPECT_EQ(five.seen(in), "");
}

TEST(GetShardIterator, takes_the_starting_number_of_the_shard) {
  FiveRecords five;
  auto in = from("AT_SEQUENCE_NUMBER");
  in.starting_sequence_number =
      five.kinesis.described("orders").shards[0].sequence_number_range.starting_sequence_number;
  EXPECT_EQ(five.seen(in), "01234");
  in.shard_iterator_type = "AFTER_SEQUENCE_NUMBER";
  EXPECT_EQ(five.seen(in), "01234");
}

TEST(GetShardIterator, begins_at_a_time) {
  FiveRecords five;
  auto in = from("AT_TIMESTAMP");
  in.timestamp = five.arrivals[3];
  EXPECT_EQ(five.seen(in), "34");
  in.timestamp = five.arrivals[3] - Millis{1};
  EXPECT_EQ(five.seen(in), "34");
  in.timestamp = five.arrivals[3] + Millis{1};
  EXPECT_EQ(five.seen(in), "4");
  in.timestamp = from_millis(0);
  EXPECT_EQ(five.seen(in), "01234");
  five.kinesis.pass(Millis{10});
  in.timestamp = five.kinesis.clock().now();
  EXPECT_EQ(five.seen(in), "");
}

TEST(GetShardIterator, of_latest_sees_what_comes_later) {
  FiveRecords five;
  const auto latest = five.kinesis.iterator("orders", 0, "LATEST");
  five.kinesis.restart();
  ASSERT_TRUE(
      five.kinesis.call(&KinesisService::put_record,
                        {.stream_name = "orders", .data = "new", .partition_key = "k", .explicit_hash_key = "0"}));
  const auto read = five.kinesis.get_records(*latest);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->records.size(), 1U);
  EXPECT_EQ(read->records[0].data, "new");
}

TEST(GetShardIterator, refuses_times_that_are_missing_or_in_the_future) {
  FiveRecords five;
  auto in = from("AT_TIMESTAMP");
  EXPECT_EQ(five.seen(in),
            "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no "
            "timestamp parameter.");
  const auto now = five.kinesis.clock().now();
  in.timestamp = now + Millis{1};
  EXPECT_EQ(five.seen(in),
            "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: " +
                std::to_string(to_millis(now) + 1) + ", currentTimestampInMillis: " + std::to_string(to_millis(now)));
}

TEST(GetShardIterator, refuses_numbers_that_do_not_fit_the_type) {
  FiveRecords five;
  const std::string rule =
      "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) "
      "TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ";
  EXPECT_EQ(five.seen(from("AT_SEQUENCE_NUMBER")), rule + "AT_SEQUENCE_NUMBER and no StartingSequenceNumber.");
  EXPECT_EQ(five.seen(from("AFTER_SEQUENCE_NUMBER")), rule + "AFTER_SEQUENCE_NUMBER and no StartingSequenceNumber.");
  auto in = from("LATEST");
  in.starting_sequence_number = "5";
  EXPECT_EQ(five.seen(in), rule + "LATEST and also a StartingSequenceNumber.");
  in.shard_iterator_type = "TRIM_HORIZON";
  EXPECT_EQ(five.seen(in), rule + "TRIM_HORIZON and also a StartingSequenceNumber.");
  const auto out = five.kinesis.call(&KinesisService::get_shard_iterator, in);
  EXPECT_EQ(out.error().code, "InvalidArgumentException");
}

TEST(GetShardIterator, refuses_numbers_of_other_shards_and_streams) {
  FiveRecords five;
  auto in = from("AT_SEQUENCE_NUMBER");
  in.starting_sequence_number = "5";
  EXPECT_EQ(five.seen(in),
            "Invalid StartingSequenceNumber. It encodes shardId-000000000005, while it was used in a call to a shard "
            "with shardId-000000000000");
  in.shard_id = "shardId-000000000001";
  in.starting_sequence_number = five.numbers[0];
  EXPECT_EQ(five.seen(in),
            "Invalid StartingSequenceNumber. It encodes shardId-000000000000, while it was used in a call to a shard "
            "with shardId-000000000001");
  in.shard_id = "0";
  const auto used = [](const std::string& number) {
    return "StartingSequenceNumber " + number +
           " used in GetShardIterator on shard shardId-000000000000 in stream orders under account 000000000000 is "
           "invalid";
  };
  in.starting_sequence_number = SequenceNumber::of_record(1, 0, 0, from_millis(2'000)).text();
  EXPECT_EQ(five.seen(in), used(*in.starting_sequence_number) + " because it did not come from this stream.");
  in.starting_sequence_number = "49039857307719593840066370180380661734935976090628259842";
  EXPECT_EQ(five.seen(in), used(*in.starting_sequence_number) + ".");
}

TEST(GetShardIterator, refuses_shards_that_are_not_there) {
  FiveRecords five;
  auto in = from("LATEST");
  in.shard_id = "shardId-5";
  EXPECT_EQ(five.seen(in), "Shard shardId-000000000005 in stream orders under account 000000000000 does not exist");
  EXPECT_EQ(five.kinesis.call(&KinesisService::get_shard_iterator, in).error().code, "ResourceNotFoundException");
  in.shard_id = "ABKLFD8";
  EXPECT_EQ(five.seen(in), "Could not find shard ABKLFD8 in stream orders under account 000000000000.");
  in.shard_id = "x-0";
  EXPECT_EQ(five.seen(in), "");
  in.stream_name = "others";
  in.shard_id = "2147483647";
  EXPECT_EQ(five.seen(in), "Shard shardId-002147483647 in stream others under account 000000000000 does not exist");
}

TEST(GetShardIterator, of_a_stream_that_is_being_made_has_no_shard) {
  KinesisFixture kinesis;
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 1}));
  const auto out = kinesis.iterator("orders", 0, "LATEST");
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().message,
            "Shard shardId-000000000000 in stream orders under account 000000000000 does not exist");
}

}  // namespace
}  // namespace penstock::kinesis
