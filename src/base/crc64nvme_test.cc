#include "base/crc64nvme.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace penstock {
namespace {

std::uint64_t bit_by_bit(std::string_view bytes) {
  std::uint64_t crc = ~std::uint64_t{0};
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x9a6c9329ac4bc9b5 : 0);
  }
  return ~crc;
}

TEST(Crc64Nvme, matches_the_published_check_value) {
  EXPECT_EQ(crc64nvme(0, "123456789"), 0xae8b14860a799888);
  EXPECT_EQ(crc64nvme(0, ""), 0u);
}

// The examples of the NVM Command Set Specification.
TEST(Crc64Nvme, matches_the_examples_of_the_specification) {
  EXPECT_EQ(crc64nvme(0, std::string(4096, '\0')), 0x6482d367eb22b64e);
  EXPECT_EQ(crc64nvme(0, std::string(4096, '\xff')), 0xc0ddba7302eca3ac);
}

TEST(Crc64Nvme, gives_the_same_answer_by_table_by_folding_and_in_pieces) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (std::size_t size = 0; size < 400; ++size) {
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    const auto expected = bit_by_bit(bytes);
    EXPECT_EQ(crc64nvme_by_table(0, bytes), expected) << size;
    EXPECT_EQ(crc64nvme(0, bytes), expected) << size;
    const auto cut = random() % (size + 1);
    const std::string_view view(bytes);
    EXPECT_EQ(crc64nvme(crc64nvme(0, view.substr(0, cut)), view.substr(cut)), expected) << size << " cut at " << cut;
  }
}

}  // namespace
}  // namespace penstock
