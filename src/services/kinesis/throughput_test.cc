#include "services/kinesis/throughput.h"

#include <gtest/gtest.h>

namespace penstock::kinesis {
namespace {

TEST(Throughput, allows_a_thousand_records_a_second) {
  SimClock clock;
  Throughput throughput(clock);
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(throughput.take_write(0, 10));
  EXPECT_FALSE(throughput.take_write(0, 10));
  clock.advance(Millis{10});
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(throughput.take_write(0, 10));
  EXPECT_FALSE(throughput.take_write(0, 10));
}

TEST(Throughput, allows_a_megabyte_a_second_and_takes_nothing_when_it_refuses) {
  SimClock clock;
  Throughput throughput(clock);
  EXPECT_TRUE(throughput.take_write(0, 700'000));
  EXPECT_FALSE(throughput.take_write(0, 700'000));
  EXPECT_TRUE(throughput.take_write(0, 300'000));
}

TEST(Throughput, gives_a_large_record_what_the_shard_has_saved_up) {
  SimClock clock;
  Throughput throughput(clock);
  EXPECT_TRUE(throughput.take_write(0, 10 << 20));
  EXPECT_FALSE(throughput.take_write(0, 1));
  clock.advance(Millis{1'000});
  EXPECT_TRUE(throughput.take_write(0, 1 << 20));
  clock.advance(Millis{9'900});
  EXPECT_FALSE(throughput.take_write(0, 10 << 20));
  clock.advance(Millis{101});
  EXPECT_TRUE(throughput.take_write(0, 10 << 20));
}

TEST(Throughput, allows_no_burst_of_records_of_ordinary_size) {
  SimClock clock;
  Throughput throughput(clock);
  EXPECT_TRUE(throughput.take_write(0, 1 << 20));
  EXPECT_FALSE(throughput.take_write(0, 1 << 10));
  EXPECT_TRUE(throughput.take_write(0, 2 << 20));
}

TEST(Throughput, counts_each_shard_alone) {
  SimClock clock;
  Throughput throughput(clock);
  EXPECT_TRUE(throughput.take_write(3, 1 << 20));
  EXPECT_FALSE(throughput.take_write(3, 1));
  EXPECT_TRUE(throughput.take_write(0, 1 << 20));
}

TEST(Throughput, allows_five_reads_a_second) {
  SimClock clock;
  Throughput throughput(clock);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(throughput.take_read(0));
  EXPECT_FALSE(throughput.take_read(0));
  clock.advance(Millis{200});
  EXPECT_TRUE(throughput.take_read(0));
}

TEST(Throughput, refuses_reads_for_a_while_after_ten_megabytes_at_once) {
  SimClock clock;
  Throughput throughput(clock);
  ASSERT_TRUE(throughput.take_read(0));
  throughput.give_read(0, 10 << 20);
  clock.advance(Millis{3'900});
  EXPECT_FALSE(throughput.take_read(0));
  clock.advance(Millis{1'100});
  EXPECT_TRUE(throughput.take_read(0));
}

TEST(Throughput, refuses_in_awss_words) {
  const auto error = rate_exceeded(StreamKeyView("000000000000", "us-east-1", "orders"), 0);
  EXPECT_EQ(error.code, "ProvisionedThroughputExceededException");
  EXPECT_EQ(error.status, 400);
  EXPECT_EQ(error.message, "Rate exceeded for shard shardId-000000000000 in stream orders under account 000000000000.");
}

}  // namespace
}  // namespace penstock::kinesis
