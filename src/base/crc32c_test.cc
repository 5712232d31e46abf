#include "base/crc32c.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace penstock {
namespace {

// RFC 3720, appendix B.4, and the check value of the CRC catalogue.
TEST(Crc32c, answers_the_published_values) {
  EXPECT_EQ(crc32c(0, ""), 0U);
  EXPECT_EQ(crc32c(0, "123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(0, std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(0, std::string(32, '\xff')), 0x62a8ab43U);
  std::string ascending;
  for (char byte = 0; byte < 32; ++byte) ascending += byte;
  EXPECT_EQ(crc32c(0, ascending), 0x46dd794eU);
}

TEST(Crc32c, is_the_same_with_and_without_the_instruction_at_every_length) {
  std::mt19937 random(7);
  std::string bytes(3 * 2048 + 3 * 256 + 100, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  for (std::size_t length = 0; length <= bytes.size(); length += length < 2000 ? 1 : 97) {
    const auto part = std::string_view(bytes).substr(0, length);
    ASSERT_EQ(crc32c(5, part), crc32c_by_table(5, part)) << length;
  }
}

TEST(Crc32c, continues_where_it_stopped) {
  const std::string bytes(10'000, 'p');
  for (const std::size_t cut : {0UL, 1UL, 7UL, 4096UL, 9'999UL}) {
    EXPECT_EQ(crc32c(crc32c(0, bytes.substr(0, cut)), bytes.substr(cut)), crc32c(0, bytes));
  }
}

}  // namespace
}  // namespace penstock
