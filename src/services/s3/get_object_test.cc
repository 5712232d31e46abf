#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/s3/fixture.h"

namespace penstock::s3 {
namespace {

struct GetObject : ::testing::Test {
  GetObject() {
    s3.create_bucket("orders");
    CHECK(s3.put("orders", "k", "0123456789"));
    CHECK(s3.put("orders", "large", std::string(200'000, 'a') + std::string(200'000, 'b')));
  }
  S3Fixture s3;
  GetObjectInput input(std::string key = "k") { return {.bucket = "orders", .key = std::move(key)}; }
  Result<S3Fixture::Got> ranged(std::string range, std::string key = "k") {
    auto in = input(std::move(key));
    in.range = std::move(range);
    return s3.get(std::move(in));
  }
};

TEST_F(GetObject, gives_bytes_and_headers) {
  const auto got = s3.get("orders", "k");
  ASSERT_TRUE(got);
  EXPECT_EQ(got->bytes, "0123456789");
  EXPECT_EQ(got->answer.e_tag, "\"781e5e245d69b566979b86e28d23f2c7\"");
  EXPECT_EQ(got->answer.content_type, "binary/octet-stream");
  EXPECT_EQ(got->answer.accept_ranges, "bytes");
  EXPECT_EQ(got->answer.content_length, 10);
  EXPECT_EQ(got->answer.last_modified, s3.clock().now());
  EXPECT_EQ(got->answer.content_range, std::nullopt);
  EXPECT_EQ(got->answer.storage_class, std::nullopt);
}

TEST_F(GetObject, says_what_is_missing) {
  const auto key = s3.get("orders", "missing");
  EXPECT_EQ(error_text(key), "404 NoSuchKey: The specified key does not exist.");
  EXPECT_EQ(error_field(key, "Key"), "missing");
  const auto bucket = s3.get("missing", "k");
  EXPECT_EQ(error_text(bucket), "404 NoSuchBucket: The specified bucket does not exist");
  EXPECT_EQ(error_field(bucket, "BucketName"), "missing");
  auto in = input();
  in.version_id = "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY";
  EXPECT_EQ(error_text(s3.get(std::move(in))), "400 InvalidArgument: Invalid version id specified");
  in = input();
  in.version_id = "null";
  EXPECT_TRUE(s3.get(std::move(in)));
}

TEST_F(GetObject, gives_ranges_of_small_and_large_objects) {
  auto got = ranged("bytes=2-4");
  EXPECT_EQ(got->bytes, "234");
  EXPECT_EQ(got->answer.content_range, "bytes 2-4/10");
  EXPECT_EQ(got->answer.content_length, 3);
  EXPECT_EQ(ranged("bytes=-3")->bytes, "789");
  EXPECT_EQ(ranged("bytes=7-")->bytes, "789");
  EXPECT_EQ(ranged("bytes=7-100")->answer.content_range, "bytes 7-9/10");
  got = ranged("bytes=199999-200000", "large");
  EXPECT_EQ(got->bytes, "ab");
  EXPECT_TRUE(ranged("bytes=100000-", "large")->bytes == std::string(100'000, 'a') + std::string(200'000, 'b'));
}

TEST_F(GetObject, ignores_ranges_that_s3_ignores_and_refuses_those_beyond_the_end) {
  for (const auto* range : {"bytes=5-2", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes=", "bytes=-"}) {
    EXPECT_EQ(ranged(range)->bytes, "0123456789") << range;
    EXPECT_EQ(ranged(range)->answer.content_range, std::nullopt) << range;
  }
  for (const auto* range : {"bytes=10-", "bytes=10-11", "bytes=-0", "bytes=99999999999999999999-"}) {
    const auto refused = ranged(range);
    EXPECT_EQ(error_text(refused), "416 InvalidRange: The requested range is not satisfiable") << range;
    EXPECT_EQ(error_field(refused, "RangeRequested"), range);
    EXPECT_EQ(error_field(refused, "ActualObjectSize"), "10");
  }
}

TEST_F(GetObject, treats_an_object_as_its_only_part) {
  auto in = input();
  in.part_number = 1;
  EXPECT_EQ(s3.get(std::move(in))->answer.content_range, "bytes 0-9/10");
  in = input();
  in.part_number = 2;
  EXPECT_EQ(error_text(s3.get(std::move(in))), "416 InvalidPartNumber: The requested partnumber is not satisfiable");
  in = input();
  in.part_number = 1;
  in.range = "bytes=0-1";
  EXPECT_EQ(error_text(s3.get(std::move(in))),
            "400 InvalidRequest: Cannot specify both Range header and partNumber query parameter");
}

TEST_F(GetObject, decides_conditions_in_their_order) {
  const auto etag = *s3.head("orders", "k")->e_tag;
  const auto now = s3.clock().now();
  const auto before = now - Millis(1000);
  const auto answer = [&](auto set) {
    auto in = input();
    set(in);
    const auto got = s3.get(std::move(in));
    return got ? 200 : got.error().status;
  };
  EXPECT_EQ(answer([&](auto& in) { in.if_match = etag; }), 200);
  EXPECT_EQ(answer([&](auto& in) { in.if_match = "*"; }), 200);
  EXPECT_EQ(answer([&](auto& in) { in.if_match = "\"a\", " + etag; }), 200);
  EXPECT_EQ(answer([&](auto& in) { in.if_match = "\"a\""; }), 412);
  EXPECT_EQ(answer([&](auto& in) { in.if_none_match = etag; }), 304);
  EXPECT_EQ(answer([&](auto& in) { in.if_none_match = "\"a\""; }), 200);
  EXPECT_EQ(answer([&](auto& in) { in.if_modified_since = now; }), 304);
  EXPECT_EQ(answer([&](auto& in) { in.if_modified_since = before; }), 200);
  EXPECT_EQ(answer([&](auto& in) { in.if_unmodified_since = now; }), 200);
  EXPECT_EQ(answer([&](auto& in) { in.if_unmodified_since = before; }), 412);
  EXPECT_EQ(answer([&](auto& in) { in.if_modified_since = now + Millis(5000); }), 200);  // still to come
  // A tag that matches outweighs the date of the same kind.
  EXPECT_EQ(answer([&](auto& in) { in.if_match = etag, in.if_unmodified_since = before; }), 200);
  EXPECT_EQ(answer([&](auto& in) { in.if_none_match = "\"a\"", in.if_modified_since = now; }), 200);
  EXPECT_EQ(answer([&](auto& in) { in.if_none_match = etag, in.if_modified_since = before; }), 304);
  EXPECT_EQ(answer([&](auto& in) { in.if_match = "\"a\"", in.if_none_match = etag; }), 412);
}

TEST_F(GetObject, names_the_condition_and_the_tag) {
  auto in = input();
  in.if_unmodified_since = s3.clock().now() - Millis(5000);
  EXPECT_EQ(error_field(s3.get(std::move(in)), "Condition"), "If-Unmodified-Since");
  in = input();
  in.if_none_match = "*";
  const auto unchanged = s3.get(std::move(in));
  ASSERT_FALSE(unchanged);
  EXPECT_THAT(unchanged.error().headers,
              testing::Contains(std::pair<std::string, std::string>("ETag", "\"781e5e245d69b566979b86e28d23f2c7\"")));
}

TEST_F(GetObject, lets_the_request_choose_headers) {
  auto in = input();
  in.response_content_type = "text/plain";
  in.response_content_disposition = "attachment";
  in.response_expires = from_millis(1'600'000'000'000);
  const auto got = s3.get(std::move(in));
  EXPECT_EQ(got->answer.content_type, "text/plain");
  EXPECT_EQ(got->answer.content_disposition, "attachment");
  EXPECT_EQ(got->answer.expires, "Sun, 13 Sep 2020 12:26:40 GMT");
}

TEST_F(GetObject, gives_no_checksum_with_a_part) {
  auto in = input();
  in.checksum_mode = "ENABLED";
  in.range = "bytes=0-1";
  EXPECT_EQ(s3.get(std::move(in))->answer.checksum_crc64_nvme, std::nullopt);
  in = input();
  in.checksum_mode = "ENABLED";
  EXPECT_TRUE(s3.get(std::move(in))->answer.checksum_crc64_nvme.has_value());
}

TEST_F(GetObject, says_so_when_the_store_cannot_be_read) {
  s3.store().fail_reads(true);
  EXPECT_EQ(s3.get("orders", "k").error().status, 500);
  s3.store().fail_reads(false);
}

TEST_F(GetObject, notices_bytes_that_are_gone) {
  for (const auto& file : s3.files()) ASSERT_TRUE(s3.disk().remove("data/objects/" + file));
  EXPECT_EQ(s3.get("orders", "large").error().status, 500);
  EXPECT_TRUE(s3.get("orders", "k"));
}

TEST_F(GetObject, answers_head_with_the_same_headers_and_errors) {
  const HeadObjectInput in{.bucket = "orders", .key = "large", .range = "bytes=0-99"};
  const auto head = s3.call(&S3Service::head_object, in);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->content_length, 100);
  EXPECT_EQ(head->content_range, "bytes 0-99/400000");
  EXPECT_EQ(s3.head("orders", "large")->content_length, 400'000);
  EXPECT_EQ(s3.head("orders", "missing").error().status, 404);
}

TEST(DeleteObject, removes_object_and_bytes_and_is_content_with_a_missing_one) {
  S3Fixture s3;
  s3.create_bucket("orders");
  ASSERT_TRUE(s3.put("orders", "k", std::string(10'000, 'x')));
  EXPECT_TRUE(s3.erase("orders", "k"));
  EXPECT_EQ(s3.get("orders", "k").error().code, "NoSuchKey");
  EXPECT_THAT(s3.files(), testing::IsEmpty());
  EXPECT_TRUE(s3.erase("orders", "k"));
  EXPECT_EQ(s3.erase("missing", "k").error().code, "NoSuchBucket");
}

TEST(DeleteObject, keeps_its_condition) {
  S3Fixture s3;
  s3.create_bucket("orders");
  ASSERT_TRUE(s3.put("orders", "k", "v"));
  DeleteObjectInput in{.bucket = "orders", .key = "k", .if_match = "\"stale\""};
  EXPECT_EQ(error_text(s3.call(&S3Service::delete_object, in)),
            "412 PreconditionFailed: At least one of the pre-conditions you specified did not hold");
  in.if_match = *s3.head("orders", "k")->e_tag;
  in.bypass_governance_retention = true;
  EXPECT_EQ(
      error_text(s3.call(&S3Service::delete_object, in)),
      "400 InvalidArgument: x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.");
  in.bypass_governance_retention = std::nullopt;
  EXPECT_TRUE(s3.call(&S3Service::delete_object, in));
}

TEST(DeleteObject, keeps_the_object_when_the_store_refuses) {
  S3Fixture s3;
  s3.create_bucket("orders");
  ASSERT_TRUE(s3.put("orders", "k", std::string(10'000, 'x')));
  s3.store().fail_next_write();
  EXPECT_EQ(s3.erase("orders", "k").error().status, 503);
  EXPECT_TRUE(s3.get("orders", "k"));
}

struct DeleteObjects : ::testing::Test {
  DeleteObjects() {
    s3.create_bucket("orders");
    for (const auto* key : {"a", "b", "c"}) CHECK(s3.put("orders", key, std::string(5000, 'x')));
  }
  S3Fixture s3;
  Result<DeleteObjectsOutput> erase(std::vector<ObjectIdentifier> objects, std::optional<bool> quiet = {}) {
    return s3.call(&S3Service::delete_objects,
                   DeleteObjectsInput{.bucket = "orders", .delete_ = {.objects = std::move(objects), .quiet = quiet}});
  }
};

TEST_F(DeleteObjects, answers_for_each_key_in_one_durable_step) {
  const auto writes = s3.store().writes();
  const auto out = erase({{.key = "b"}, {.key = "missing"}, {.key = "a", .version_id = "bad"}, {.key = "b"}});
  ASSERT_TRUE(out);
  EXPECT_EQ(s3.store().writes(), writes + 1);
  ASSERT_EQ(out->deleted->size(), 3u);
  EXPECT_EQ(out->deleted->at(0).key, "b");
  EXPECT_EQ(out->deleted->at(1).key, "missing");
  ASSERT_EQ(out->errors->size(), 1u);
  EXPECT_EQ(out->errors->front().key, "a");
  EXPECT_EQ(out->errors->front().code, "NoSuchVersion");
  EXPECT_EQ(s3.files().size(), 2u);
  EXPECT_EQ(s3.get("orders", "b").error().code, "NoSuchKey");
  EXPECT_TRUE(s3.get("orders", "a"));
}

TEST_F(DeleteObjects, is_quiet_on_request) {
  const auto out = erase({{.key = "a"}}, true);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->deleted, std::nullopt);
  EXPECT_EQ(out->errors, std::nullopt);
}

TEST_F(DeleteObjects, takes_at_most_a_thousand_keys) {
  std::vector<ObjectIdentifier> keys(1000, {.key = "a"});
  EXPECT_TRUE(erase(keys));
  keys.push_back({.key = "a"});
  EXPECT_EQ(error_text(erase(keys)),
            "400 MalformedXML: The XML you provided was not well-formed or did not validate against our published "
            "schema");
  EXPECT_EQ(erase({}).error().code, "MalformedXML");
}

}  // namespace
}  // namespace penstock::s3
