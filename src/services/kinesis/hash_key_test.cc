#include "services/kinesis/hash_key.h"

#include <gtest/gtest.h>

namespace penstock::kinesis {
namespace {

TEST(HashKey, is_the_md5_of_the_partition_key) {
  // MD5("") = d41d8cd98f00b204e9800998ecf8427e; MD5("a") = 0cc175b9c0f1b6a831c399e269772661
  EXPECT_EQ(HashKey::of_partition_key("").text(), "281949768489412648962353822266799178366");
  EXPECT_EQ(HashKey::of_partition_key("a").text(), "16955237001963240173058271559858726497");
}

TEST(HashKey, reads_back_what_it_prints) {
  for (const auto* text : {"0", "9", "10", "18446744073709551616", "340282366920938463463374607431768211455"}) {
    const auto key = HashKey::parse(text);
    ASSERT_TRUE(key) << text;
    EXPECT_EQ(key->text(), text);
  }
}

TEST(HashKey, refuses_what_does_not_fit_in_128_bits) {
  EXPECT_FALSE(HashKey::parse("340282366920938463463374607431768211456"));
  EXPECT_FALSE(HashKey::parse("999999999999999999999999999999999999999"));
  EXPECT_FALSE(HashKey::parse(""));
  EXPECT_FALSE(HashKey::parse("-1"));
  EXPECT_FALSE(HashKey::parse("12a"));
}

TEST(HashKeys, of_three_shards_are_those_of_aws) {
  const auto ranges = even_hash_keys(3);
  ASSERT_EQ(ranges.size(), 3U);
  EXPECT_EQ(ranges[0].first.text(), "0");
  EXPECT_EQ(ranges[0].last.text(), "113427455640312821154458202477256070484");
  EXPECT_EQ(ranges[1].first.text(), "113427455640312821154458202477256070485");
  EXPECT_EQ(ranges[1].last.text(), "226854911280625642308916404954512140969");
  EXPECT_EQ(ranges[2].first.text(), "226854911280625642308916404954512140970");
  EXPECT_EQ(ranges[2].last.text(), "340282366920938463463374607431768211455");
}

TEST(HashKeys, of_four_shards_are_those_of_aws) {
  const auto ranges = even_hash_keys(4);
  EXPECT_EQ(ranges[0].last.text(), "85070591730234615865843651857942052863");
  EXPECT_EQ(ranges[1].first.text(), "85070591730234615865843651857942052864");
  EXPECT_EQ(ranges[3].first.text(), "255211775190703847597530955573826158592");
}

TEST(HashKeys, cover_every_key_once_for_any_number_of_shards) {
  for (std::uint32_t count = 1; count <= 300; ++count) {
    const auto ranges = even_hash_keys(count);
    ASSERT_EQ(ranges.size(), count);
    EXPECT_EQ(ranges.front().first, HashKey());
    EXPECT_EQ(ranges.back().last, HashKey::last());
    for (std::uint32_t i = 1; i < count; ++i) {
      ASSERT_EQ(ranges[i].first.value(), ranges[i - 1].last.value() + 1) << count;
      ASSERT_LE(ranges[i].first, ranges[i].last);
    }
  }
}

}  // namespace
}  // namespace penstock::kinesis
