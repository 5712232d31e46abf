#include "identity/sigv4.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "identity/canonical.h"

namespace penstock::sigv4 {
namespace {

std::string canonical_path(std::string_view path, PathForm form) {
  std::string out;
  append_canonical_path(path, form, out);
  return out;
}

std::string canonical_query(std::string_view query) {
  std::string out;
  append_canonical_query(query, out);
  return out;
}

TEST(SigV4, derives_the_documented_signing_key) {
  const auto& key = signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", {"20150830", "us-east-1", "iam"});
  EXPECT_EQ(to_hex(key.bytes), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

TEST(SigV4, keeps_keys_of_different_secrets_apart) {
  const Scope scope{"20150830", "us-east-1", "iam"};
  const auto one = signing_key("one", scope).bytes;
  const auto two = signing_key("two", scope).bytes;
  EXPECT_NE(one, two);
  EXPECT_EQ(signing_key("one", scope).bytes, one);
  for (int region = 0; region < 500; ++region) signing_key("one", {"20150830", std::to_string(region), "iam"});
  EXPECT_EQ(signing_key("two", scope).bytes, two);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "GET Object"
TEST(SigV4, signs_the_documented_s3_request) {
  const Credentials credentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
  const std::vector<HeaderField> headers = {{"host", "examplebucket.s3.amazonaws.com"}, {"range", "bytes=0-9"}};
  const auto added = sign({credentials, "us-east-1", "s3"}, {"GET", "/test.txt", "", headers}, empty_payload_hash,
                          *parse_time("20130524T000000Z"));
  ASSERT_EQ(added.size(), 3u);
  EXPECT_EQ(added[0], std::pair(std::string("x-amz-date"), std::string("20130524T000000Z")));
  EXPECT_EQ(added[1], std::pair(std::string("x-amz-content-sha256"), std::string(empty_payload_hash)));
  EXPECT_EQ(added[2].first, "authorization");
  EXPECT_EQ(added[2].second,
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, signs_the_session_token_of_temporary_credentials) {
  const Credentials credentials{"AKID", "secret", "token"};
  const std::vector<HeaderField> headers = {{"host", "localhost"}};
  const auto added = sign({credentials, "us-east-1", "kinesis"}, {"POST", "/", "", headers}, empty_payload_hash,
                          *parse_time("20130524T000000Z"));
  ASSERT_EQ(added.size(), 3u);
  EXPECT_EQ(added[1], std::pair(std::string("x-amz-security-token"), std::string("token")));
  EXPECT_NE(added[2].second.find("SignedHeaders=host;x-amz-date;x-amz-security-token,"), std::string::npos);
}

TEST(CanonicalPath, of_s3_is_what_was_sent) {
  EXPECT_EQ(canonical_path("/a//b/../c%20d", PathForm::as_sent), "/a//b/../c%20d");
  EXPECT_EQ(canonical_path("/a(1)+", PathForm::as_sent), "/a%281%29%2B");
  EXPECT_EQ(canonical_path("", PathForm::as_sent), "/");
}

TEST(CanonicalPath, of_other_services_is_normalized_and_encoded_again) {
  EXPECT_EQ(canonical_path("/a//b/../c%20d", PathForm::normalized), "/a/c%2520d");
  EXPECT_EQ(canonical_path("/a/./", PathForm::normalized), "/a/");
  EXPECT_EQ(canonical_path("/../..", PathForm::normalized), "/");
  EXPECT_EQ(canonical_path("/a/..", PathForm::normalized), "/");
}

TEST(CanonicalQuery, is_sorted_and_encoded_once) {
  EXPECT_EQ(canonical_query("b=2&a=1&a=0&B"), "B=&a=0&a=1&b=2");
  EXPECT_EQ(canonical_query("k=a%20b+c&k2=%e1%88%b4"), "k=a%20b%20c&k2=%E1%88%B4");
  EXPECT_EQ(canonical_query("prefix=x/y&X-Amz-Signature=00"), "prefix=x%2Fy");
  EXPECT_EQ(canonical_query("a=b=c&&"), "a=b%3Dc");
  EXPECT_EQ(canonical_query("a=100%"), "a=100%25");
}

TEST(CanonicalHeaders, trims_and_joins_values) {
  const std::vector<HeaderField> headers = {{"a", " x   y\tz "}, {"b", "1"}, {"a", "w"}};
  std::string out;
  append_canonical_headers(headers, "a;b;c", out);
  EXPECT_EQ(out, "a:x y z,w\nb:1\nc:\n");
}

TEST(SigV4Time, goes_both_ways) {
  const auto time = parse_time("20240229T235958Z");
  ASSERT_TRUE(time);
  EXPECT_EQ(format_time(*time), "20240229T235958Z");
  EXPECT_EQ(format_time(from_millis(0)), "19700101T000000Z");
}

TEST(SigV4Time, refuses_other_forms) {
  for (const auto* text : {"", "20230229T000000Z", "20240101T240000Z", "20240101 000000Z", "2024-01-01T00:00:00Z",
                           "20240101T000000", "20240101T0000x0Z", "-0240101T000000Z"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

}  // namespace
}  // namespace penstock::sigv4
