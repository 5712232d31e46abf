#include "base/checksum.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

std::string checksum(ChecksumAlgorithm algorithm, std::string_view bytes) {
  ChecksumStream stream(algorithm);
  stream.update(bytes.substr(0, bytes.size() / 2));
  stream.update(bytes.substr(bytes.size() / 2));
  return stream.finish();
}

TEST(Checksum, is_base64_of_the_digest_with_the_highest_byte_first) {
  EXPECT_EQ(checksum(ChecksumAlgorithm::crc32, "123456789"), "y/Q5Jg==");
  EXPECT_EQ(checksum(ChecksumAlgorithm::crc32c, "123456789"), "4waSgw==");
  EXPECT_EQ(checksum(ChecksumAlgorithm::crc64nvme, "123456789"), "rosUhgp5mIg=");
  EXPECT_EQ(checksum(ChecksumAlgorithm::sha1, "123456789"), "98O8HYCOBHMq32eZZczDTKeuNEE=");
  EXPECT_EQ(checksum(ChecksumAlgorithm::sha256, "123456789"), "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=");
  EXPECT_EQ(checksum(ChecksumAlgorithm::crc64nvme, ""), "AAAAAAAAAAA=");
}

TEST(Checksum, knows_its_names) {
  EXPECT_EQ(checksum_algorithm_named("crc64nvme"), ChecksumAlgorithm::crc64nvme);
  EXPECT_EQ(checksum_algorithm_named("CRC32"), ChecksumAlgorithm::crc32);
  EXPECT_EQ(checksum_algorithm_named("CRC3"), std::nullopt);
  EXPECT_EQ(checksum_algorithm_of_header("x-amz-checksum-sha256"), ChecksumAlgorithm::sha256);
  EXPECT_EQ(checksum_algorithm_of_header("x-amz-checksum-mode"), std::nullopt);
}

TEST(Checksum, accepts_only_text_of_its_own_length) {
  EXPECT_TRUE(is_checksum_text(ChecksumAlgorithm::crc32, "y/Q5Jg=="));
  EXPECT_FALSE(is_checksum_text(ChecksumAlgorithm::crc32, "y/Q5Jgo="));
  EXPECT_FALSE(is_checksum_text(ChecksumAlgorithm::crc32, "y/Q5J==="));
  EXPECT_FALSE(is_checksum_text(ChecksumAlgorithm::crc64nvme, "y/Q5Jg=="));
  EXPECT_FALSE(is_checksum_text(ChecksumAlgorithm::crc32, ""));
}

}  // namespace
}  // namespace penstock
