#include "front/body_checksum.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

std::string answer(std::vector<HeaderField> headers, BodyChecksum need, const BodyTrailers* trailers = nullptr) {
  const HttpRequest request{.headers = headers};
  const auto status = check_body_checksum(request, trailers, "123456789", need);
  return status ? "ok" : status.error().code + ": " + status.error().message;
}

TEST(BodyChecksum, accepts_the_right_one_and_none_where_none_is_needed) {
  EXPECT_EQ(answer({{"x-amz-checksum-crc32", "y/Q5Jg=="}}, BodyChecksum::required), "ok");
  EXPECT_EQ(answer({{"content-md5", "JfnnlDI7RTiF9RgfG2JNCw=="}}, BodyChecksum::required), "ok");
  EXPECT_EQ(answer({}, BodyChecksum::optional), "ok");
  const BodyTrailers trailers{.fields = {{"x-amz-checksum-crc64nvme", "rosUhgp5mIg="}}};
  EXPECT_EQ(answer({}, BodyChecksum::required, &trailers), "ok");
}

TEST(BodyChecksum, refuses_wrong_malformed_several_and_missing_ones) {
  EXPECT_EQ(answer({{"x-amz-checksum-crc32", "AAAAAA=="}}, BodyChecksum::optional),
            "BadDigest: The CRC32 you specified did not match the calculated checksum.");
  EXPECT_EQ(answer({{"x-amz-checksum-sha1", "AAAAAA=="}}, BodyChecksum::optional),
            "InvalidRequest: Value for x-amz-checksum-sha1 header is invalid.");
  EXPECT_EQ(
      answer({{"x-amz-checksum-crc32", "y/Q5Jg=="}, {"x-amz-checksum-crc32c", "4waSgw=="}}, BodyChecksum::optional),
      "InvalidRequest: Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  EXPECT_EQ(answer({}, BodyChecksum::required),
            "InvalidRequest: Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
}

}  // namespace
}  // namespace penstock
