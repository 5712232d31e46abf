#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/s3/fixture.h"
#include "services/s3/listing.h"

namespace penstock::s3 {
namespace {

struct ListObjectsV2 : ::testing::Test {
  ListObjectsV2() { s3.create_bucket("orders"); }
  S3Fixture s3;
  void put(std::initializer_list<const char*> keys) {
    for (const auto* key : keys) CHECK(s3.put("orders", key, "v"));
  }
  static std::vector<std::string> keys(const ListObjectsV2Output& out) {
    std::vector<std::string> found;
    if (!out.contents) return found;
    for (const auto& object : *out.contents) found.push_back(*object.key);
    return found;
  }
  static std::vector<std::string> prefixes(const ListObjectsV2Output& out) {
    std::vector<std::string> found;
    if (!out.common_prefixes) return found;
    for (const auto& prefix : *out.common_prefixes) found.push_back(*prefix.prefix);
    return found;
  }
};

TEST_F(ListObjectsV2, shows_objects_in_byte_order) {
  put({"b", "a", "\xc3\xa4", "B", "a/b"});
  const auto out = s3.list({.bucket = "orders"});
  ASSERT_TRUE(out);
  EXPECT_THAT(keys(*out), testing::ElementsAre("B", "a", "a/b", "b", "\xc3\xa4"));
  EXPECT_EQ(out->key_count, 5);
  EXPECT_EQ(out->max_keys, 1000);
  EXPECT_EQ(out->is_truncated, false);
  EXPECT_EQ(out->name, "orders");
  EXPECT_EQ(out->prefix, "");
  const auto& object = out->contents->front();
  EXPECT_EQ(object.e_tag, "\"9e3669d19b675bd57058fd4664205d2a\"");
  EXPECT_EQ(object.size, 1);
  EXPECT_EQ(object.storage_class, "STANDARD");
  EXPECT_EQ(object.checksum_algorithm, std::vector<std::string>{"CRC64NVME"});
  EXPECT_EQ(object.last_modified, s3.clock().now());
  EXPECT_FALSE(object.owner);
  EXPECT_TRUE(s3.list({.bucket = "orders", .fetch_owner = true})->contents->front().owner);
}

TEST_F(ListObjectsV2, rolls_keys_up_into_common_prefixes) {
  put({"photos/2006/January/sample.jpg", "photos/2006/February/sample2.jpg", "photos/a", "sample.jpg"});
  auto out = s3.list({.bucket = "orders", .delimiter = "/"});
  EXPECT_THAT(keys(*out), testing::ElementsAre("sample.jpg"));
  EXPECT_THAT(prefixes(*out), testing::ElementsAre("photos/"));
  EXPECT_EQ(out->key_count, 2);
  out = s3.list({.bucket = "orders", .delimiter = "/", .prefix = "photos/2006/"});
  EXPECT_THAT(keys(*out), testing::IsEmpty());
  EXPECT_THAT(prefixes(*out), testing::ElementsAre("photos/2006/February/", "photos/2006/January/"));
  out = s3.list({.bucket = "orders", .delimiter = "2006", .prefix = "photos"});
  EXPECT_THAT(keys(*out), testing::ElementsAre("photos/a"));
  EXPECT_THAT(prefixes(*out), testing::ElementsAre("photos/2006"));
}

TEST_F(ListObjectsV2, goes_on_with_tokens_through_objects_and_prefixes) {
  put({"a/1", "a/2", "b", "c/1", "d"});
  std::vector<std::string> seen;
  ListObjectsV2Input in{.bucket = "orders", .delimiter = "/", .max_keys = 1};
  for (int pages = 1;; ++pages) {
    const auto out = s3.list(in);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->key_count, 1);
    EXPECT_EQ(out->continuation_token, in.continuation_token);
    for (auto& key : keys(*out)) seen.push_back(key);
    for (auto& prefix : prefixes(*out)) seen.push_back(prefix);
    EXPECT_EQ(*out->is_truncated, out->next_continuation_token.has_value());
    if (!out->next_continuation_token) {
      EXPECT_EQ(pages, 4);
      break;
    }
    in.continuation_token = out->next_continuation_token;
  }
  EXPECT_THAT(seen, testing::ElementsAre("a/", "b", "c/", "d"));
}

TEST_F(ListObjectsV2, begins_behind_start_after) {
  put({"a/1", "a/2", "b", "c"});
  EXPECT_THAT(keys(*s3.list({.bucket = "orders", .start_after = "a/1"})), testing::ElementsAre("a/2", "b", "c"));
  const auto out = s3.list({.bucket = "orders", .delimiter = "/", .start_after = "a/"});
  EXPECT_THAT(prefixes(*out), testing::IsEmpty());
  EXPECT_THAT(keys(*out), testing::ElementsAre("b", "c"));
  EXPECT_THAT(prefixes(*s3.list({.bucket = "orders", .delimiter = "/", .start_after = "a/1"})),
              testing::ElementsAre("a/"));
}

TEST_F(ListObjectsV2, encodes_names_on_request) {
  put({"a b+c/\xc3\xa4(1).txt"});
  const auto out = s3.list({.bucket = "orders", .encoding_type = "url", .prefix = "a b"});
  EXPECT_THAT(keys(*out), testing::ElementsAre("a+b%2Bc/%C3%A4%281%29.txt"));
  EXPECT_EQ(out->prefix, "a+b");
  EXPECT_EQ(out->encoding_type, "url");
}

TEST_F(ListObjectsV2, checks_its_arguments) {
  put({"a"});
  auto refused = s3.list({.bucket = "orders", .max_keys = -1});
  EXPECT_EQ(error_text(refused), "400 InvalidArgument: Argument maxKeys must be an integer between 0 and 2147483647");
  EXPECT_EQ(error_field(refused, "ArgumentName"), "maxKeys");
  refused = s3.list({.bucket = "orders", .encoding_type = "base64"});
  EXPECT_EQ(error_text(refused), "400 InvalidArgument: Invalid Encoding Method specified in Request");
  refused = s3.list({.bucket = "orders", .continuation_token = "abcd"});
  EXPECT_EQ(error_text(refused), "400 InvalidArgument: The continuation token provided is incorrect");
  EXPECT_EQ(error_text(s3.list({.bucket = "missing"})), "404 NoSuchBucket: The specified bucket does not exist");
  const auto none = s3.list({.bucket = "orders", .max_keys = 0});
  EXPECT_EQ(none->key_count, 0);
  EXPECT_EQ(none->is_truncated, false);
  EXPECT_EQ(s3.list({.bucket = "orders", .max_keys = 5000})->max_keys, 1000);
}

TEST_F(ListObjectsV2, keeps_buckets_with_similar_names_apart) {
  s3.create_bucket("orders.1");
  s3.create_bucket("order");
  put({"a"});
  ASSERT_TRUE(s3.put("orders.1", "b", "v"));
  EXPECT_THAT(keys(*s3.list({.bucket = "orders"})), testing::ElementsAre("a"));
  EXPECT_THAT(keys(*s3.list({.bucket = "order"})), testing::IsEmpty());
}

TEST_F(ListObjectsV2, costs_as_much_as_the_page_and_not_as_the_bucket) {
  for (int folder = 0; folder < 20; ++folder) {
    for (int object = 0; object < 300; ++object) {
      ASSERT_TRUE(s3.put("orders", std::to_string(folder) + "/" + std::to_string(object), "v"));
    }
  }
  auto before = s3.store().entries_read();
  EXPECT_EQ(prefixes(*s3.list({.bucket = "orders", .delimiter = "/"})).size(), 20u);
  EXPECT_LT(s3.store().entries_read() - before, 600u);  // of 6,000
  before = s3.store().entries_read();
  EXPECT_EQ(keys(*s3.list({.bucket = "orders", .max_keys = 10})).size(), 10u);
  EXPECT_LT(s3.store().entries_read() - before, 20u);
}

}  // namespace
}  // namespace penstock::s3
