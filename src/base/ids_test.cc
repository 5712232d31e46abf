#include "base/ids.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "base/base64.h"

namespace penstock {
namespace {

TEST(RequestIds, look_like_those_of_aws) {
  RequestIds ids(1);
  EXPECT_TRUE(
      std::regex_match(ids.next(), std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")));
  EXPECT_TRUE(std::regex_match(ids.next_s3(), std::regex("[0-9A-F]{16}")));
}

TEST(RequestIds, do_not_repeat) {
  RequestIds one(1), two(2);
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_TRUE(seen.insert(one.next()).second);
    EXPECT_TRUE(seen.insert(two.next()).second);
    EXPECT_TRUE(seen.insert(one.next_s3()).second);
  }
}

TEST(ExtendedRequestId, is_64_bytes_that_belong_to_the_request_id) {
  std::string bytes;
  ASSERT_TRUE(from_base64(extended_request_id("4442587FB7D0A2F9"), bytes));
  EXPECT_EQ(bytes.size(), 64u);
  EXPECT_EQ(extended_request_id("a"), extended_request_id("a"));
  EXPECT_NE(extended_request_id("a"), extended_request_id("b"));
}

TEST(Arn, goes_both_ways) {
  const auto text = arn("kinesis", "us-east-1", "000000000000", "stream/orders:1");
  EXPECT_EQ(text, "arn:aws:kinesis:us-east-1:000000000000:stream/orders:1");
  ArnParts parts;
  ASSERT_TRUE(parse_arn(text, parts));
  EXPECT_EQ(parts.partition, "aws");
  EXPECT_EQ(parts.service, "kinesis");
  EXPECT_EQ(parts.region, "us-east-1");
  EXPECT_EQ(parts.account, "000000000000");
  EXPECT_EQ(parts.resource, "stream/orders:1");
}

TEST(Arn, may_lack_region_and_account) {
  ArnParts parts;
  ASSERT_TRUE(parse_arn("arn:aws:s3:::bucket/key", parts));
  EXPECT_EQ(parts.region, "");
  EXPECT_EQ(parts.resource, "bucket/key");
}

TEST(Arn, of_another_form_is_refused) {
  ArnParts parts;
  for (const auto* text : {"", "arn", "arn:aws:s3", "arn:aws:s3:::", "arn::s3:::x", "urn:aws:s3:::x"}) {
    EXPECT_FALSE(parse_arn(text, parts)) << text;
  }
}

TEST(Names, of_accounts_and_regions_are_checked) {
  EXPECT_TRUE(is_account("012345678901"));
  EXPECT_FALSE(is_account("12345678901"));
  EXPECT_FALSE(is_account("01234567890x"));
  EXPECT_TRUE(is_region("eu-north-1"));
  EXPECT_FALSE(is_region(""));
  EXPECT_FALSE(is_region("eu/north"));
  EXPECT_FALSE(is_region(std::string(33, 'a')));
}

}  // namespace
}  // namespace penstock
