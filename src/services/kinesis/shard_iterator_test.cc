#include "services/kinesis/shard_iterator.h"

#include <gtest/gtest.h>

namespace penstock::kinesis {
namespace {

const TokenSealer sealer(std::string(32, 'k'));
const TimePoint noon = from_millis(1'421'889'722'000);  // Thu Jan 22 01:22:02 UTC 2015

ShardIterator some_iterator() {
  return {
      .made = noon, .stream = 77, .shard = 3, .position = 1'000'000, .key = {"000000000000", "eu-north-1", "orders"}};
}

TEST(ShardIterator, reads_back_what_it_wrote) {
  const auto parsed = ShardIterator::parse(sealer, some_iterator().text(sealer), noon + Millis{5});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->made, noon);
  EXPECT_EQ(parsed->stream, 77U);
  EXPECT_EQ(parsed->shard, 3U);
  EXPECT_EQ(parsed->position, 1'000'000U);
  EXPECT_EQ(parsed->key.arn(), "arn:aws:kinesis:eu-north-1:000000000000:stream/orders");
}

TEST(ShardIterator, fits_the_models_512_characters_with_the_longest_name) {
  auto iterator = some_iterator();
  iterator.key.name.assign(128, 'n');
  iterator.key.region = "us-gov-northwest-100";
  EXPECT_LE(iterator.text(sealer).size(), 512U);
}

TEST(ShardIterator, lives_five_minutes_and_says_so_as_aws_does) {
  const auto text = some_iterator().text(sealer);
  EXPECT_TRUE(ShardIterator::parse(sealer, text, noon + Millis{300'000}));
  const auto late = ShardIterator::parse(sealer, text, noon + Millis{300'001});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().status, 400);
  EXPECT_EQ(late.error().code, "ExpiredIteratorException");
  EXPECT_EQ(late.error().message,
            "Iterator expired. The iterator was created at time Thu Jan 22 01:22:02 UTC 2015 while right now it is Thu "
            "Jan 22 01:27:02 UTC 2015 which is further in the future than the tolerated delay of 300000 milliseconds.");
}

TEST(ShardIterator, cannot_be_forged) {
  const auto parsed = ShardIterator::parse(sealer, "AAAAAAAAAAEBforged", noon);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, "InvalidArgumentException");
  EXPECT_EQ(parsed.error().message, "Invalid ShardIterator.");
  const TokenSealer other(std::string(32, 'x'));
  EXPECT_FALSE(ShardIterator::parse(sealer, some_iterator().text(other), noon));
}

}  // namespace
}  // namespace penstock::kinesis
