#include "base/percent.h"

#include <gtest/gtest.h>

#include <random>

namespace penstock {
namespace {

TEST(Percent, encodes_everything_but_the_unreserved) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode(" %:/?#[]@!$&'()*+,;="), "%20%25%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D");
  EXPECT_EQ(percent_encode("a/b c", Slash::keep), "a/b%20c");
  EXPECT_EQ(percent_encode("\xf0\x9f\x98\xb9"), "%F0%9F%98%B9");
}

TEST(Percent, decodes_both_cases_and_plus_where_asked) {
  EXPECT_EQ(percent_decode("%2f%2F+"), "//+");
  EXPECT_EQ(percent_decode("a+b", Plus::is_space), "a b");
  EXPECT_EQ(percent_decode("%2Bx", Plus::is_space), "+x");
}

TEST(Percent, refuses_half_an_escape) {
  for (const auto* text : {"%", "%4", "%4g", "%g4", "a%"}) EXPECT_EQ(percent_decode(text), std::nullopt) << text;
}

TEST(Percent, gives_back_any_bytes) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 1000; ++round) {
    std::string bytes(random() % 64, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    ASSERT_EQ(percent_decode(percent_encode(bytes)), bytes);
    ASSERT_EQ(percent_decode(percent_encode(bytes, Slash::keep), Plus::is_space), bytes);
  }
}

}  // namespace
}  // namespace penstock
