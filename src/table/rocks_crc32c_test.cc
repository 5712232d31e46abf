// RocksDB's checksum functions, as the programs that link its archive get them.
#include <gtest/gtest.h>

#include <string>

#include "base/crc32c.h"

namespace rocksdb::crc32c {

std::uint32_t Extend(std::uint32_t crc, const char* data, std::size_t bytes);
std::uint32_t Crc32cCombine(std::uint32_t first, std::uint32_t second, std::size_t second_bytes);
std::string IsFastCrc32Supported();

}  // namespace rocksdb::crc32c

namespace penstock {
namespace {

TEST(RocksCrc32c, is_ours) { EXPECT_EQ(rocksdb::crc32c::IsFastCrc32Supported(), "by Penstock"); }

// RFC 3720, appendix B.4
TEST(RocksCrc32c, is_that_of_the_standard) {
  const std::string zeros(32, '\0');
  EXPECT_EQ(rocksdb::crc32c::Extend(0, zeros.data(), zeros.size()), 0x8a9136aaU);
}

TEST(RocksCrc32c, combines_two_into_that_of_both) {
  const std::string text = "The checksum of two texts is made from theirs and the length of the second.";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const auto first = penstock::crc32c(0, std::string_view(text).substr(0, cut));
    const auto second = penstock::crc32c(0, std::string_view(text).substr(cut));
    EXPECT_EQ(rocksdb::crc32c::Crc32cCombine(first, second, text.size() - cut), penstock::crc32c(0, text)) << cut;
  }
}

}  // namespace
}  // namespace penstock
