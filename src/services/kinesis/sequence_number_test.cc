#include "services/kinesis/sequence_number.h"

#include <gtest/gtest.h>

#include <random>

namespace penstock::kinesis {
namespace {

TEST(SequenceNumber, prints_the_layout_of_aws) {
  // 0x2 05e2a0f00 1 0000000000000005 00 05e2a0f10 00000001 2
  const SequenceNumber number{.created_s = 0x5e2a0f00, .shard = 1, .index = 5, .time_s = 0x5e2a0f10};
  EXPECT_EQ(number.text(), "49603554013400509142326609733151344498798956502482681874");
}

TEST(SequenceNumber, starts_of_neighbouring_shards_differ_as_on_aws) {
  // 2^144 + 2^4, as recorded from AWS between the shards of one stream.
  EXPECT_EQ(SequenceNumber::of_shard_start(0, 0).text(), "49039857307708443467467104868809893875799651909875269634");
  EXPECT_EQ(SequenceNumber::of_shard_start(0, 1).text(), "49039857307730744212665635491951429594072300271381250066");
}

TEST(SequenceNumber, reads_back_what_it_prints) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 10'000; ++i) {
    const SequenceNumber number{.created_s = static_cast<std::int64_t>(random() >> 28),
                                .shard = static_cast<std::uint32_t>(random() >> 33),
                                .index = random() >> (1 + random() % 63),
                                .time_s = static_cast<std::int64_t>(random() >> 28)};
    const auto text = number.text();
    ASSERT_EQ(text.size(), 56U);
    ASSERT_EQ(SequenceNumber::parse(text), number) << text;
  }
}

TEST(SequenceNumber, grows_with_every_record_of_a_shard) {
  auto before = SequenceNumber::of_shard_start(1'700'000'000, 3).text();
  for (Offset offset = 0; offset < 1000; ++offset) {
    const auto arrival = from_millis(1'700'000'000'000 + static_cast<std::int64_t>(offset) * 7);
    const auto text = SequenceNumber::of_record(1'700'000'000, 3, offset, arrival).text();
    ASSERT_LT(before, text);
    before = text;
  }
}

TEST(SequenceNumber, leads_to_the_offset) {
  const auto start = SequenceNumber::of_shard_start(9, 0);
  EXPECT_EQ(start.at(), 0U);
  EXPECT_EQ(start.after(), 0U);
  const auto record = SequenceNumber::of_record(9, 0, 41, from_millis(9'500));
  EXPECT_EQ(record.at(), 41U);
  EXPECT_EQ(record.after(), 42U);
}

TEST(SequenceNumber, knows_the_first_layouts_of_aws) {
  const auto five = SequenceNumber::parse("5");
  ASSERT_TRUE(five);
  EXPECT_EQ(five->version, 0);
  EXPECT_EQ(five->shard, 5U);
  EXPECT_EQ(SequenceNumber::parse("425352958651173072921826052383309826")->shard, 2U);
}

TEST(SequenceNumber, refuses_what_no_shard_gives) {
  EXPECT_FALSE(SequenceNumber::parse(""));
  EXPECT_FALSE(SequenceNumber::parse("12x"));
  EXPECT_FALSE(SequenceNumber::parse(std::string(129, '9')));
  // Version 0 and 3 in the long layout, a first digit of 3 and of 1, and an index over 63 bits.
  EXPECT_FALSE(SequenceNumber::parse("49039857307708443467467104868809893875799651909875269632"));
  EXPECT_FALSE(SequenceNumber::parse("49039857307708443467467104868809893875799651909875269635"));
  EXPECT_FALSE(SequenceNumber::parse("73559785961562665201200657303214840813699477864812904449"));
  EXPECT_FALSE(SequenceNumber::parse("24519928653854221733733552434404946937899825954937634818"));
  EXPECT_FALSE(SequenceNumber::parse("49039857307719593840066370180380661734935976090628259842"));
}

}  // namespace
}  // namespace penstock::kinesis
