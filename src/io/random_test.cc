#include "io/random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace penstock {
namespace {

TEST(SystemRandom, does_not_repeat_itself) {
  SystemRandom random;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.next());
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(SeededRandom, gives_the_same_bytes_for_the_same_seed) {
  SeededRandom one(7);
  SeededRandom same(7);
  SeededRandom other(8);
  const auto value = one.next();
  EXPECT_EQ(value, same.next());
  EXPECT_NE(value, other.next());
}

TEST(Random, below_stays_below_and_reaches_every_value) {
  SeededRandom random(1);
  std::array<int, 7> counts{};
  for (int i = 0; i < 7000; ++i) ++counts.at(random.below(7));
  for (const int count : counts) EXPECT_GT(count, 800);
  EXPECT_EQ(random.below(1), 0u);
}

}  // namespace
}  // namespace penstock
