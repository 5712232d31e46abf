#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/s3/copy_source.h"
#include "services/s3/fixture.h"

namespace penstock::s3 {
namespace {

struct CopyObject : ::testing::Test {
  CopyObject() {
    s3.create_bucket("orders");
    s3.create_bucket("archive");
    PutObjectInput in{.bucket = "orders",
                      .content_type = "text/plain",
                      .key = "a b",
                      .metadata = std::map<std::string, std::string>{{"user", "7"}},
                      .tagging = "team=data"};
    CHECK(s3.put(std::move(in), "paid"));
    CHECK(s3.put("orders", "large", std::string(300'000, 'x')));
  }
  S3Fixture s3;
  Result<CopyObjectOutput> copy(CopyObjectInput in) { return s3.call(&S3Service::copy_object, std::move(in)); }
  CopyObjectInput to(std::string key, std::string source = "orders/a%20b") {
    return {.bucket = "archive", .copy_source = std::move(source), .key = std::move(key)};
  }
};

TEST_F(CopyObject, copies_bytes_metadata_and_tags_between_buckets) {
  s3.clock().advance(Millis(60'000));
  const auto out = copy(to("copied"));
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->copy_object_result->e_tag, s3.head("orders", "a b")->e_tag);
  EXPECT_EQ(out->copy_object_result->last_modified, s3.clock().now());
  EXPECT_TRUE(out->copy_object_result->checksum_crc64_nvme);
  s3.power_cycle();
  const auto got = s3.get("archive", "copied");
  ASSERT_TRUE(got);
  EXPECT_EQ(got->bytes, "paid");
  EXPECT_EQ(got->answer.content_type, "text/plain");
  EXPECT_EQ(got->answer.metadata->at("user"), "7");
  EXPECT_EQ(got->answer.tag_count, 1);
}

TEST_F(CopyObject, copies_large_objects_to_files_of_their_own) {
  ASSERT_TRUE(copy(to("copied", "/orders/large")));
  EXPECT_EQ(s3.files().size(), 2u);
  ASSERT_TRUE(s3.erase("orders", "large"));
  EXPECT_TRUE(s3.get("archive", "copied")->bytes == std::string(300'000, 'x'));
}

TEST_F(CopyObject, replaces_metadata_and_tags_on_request) {
  auto in = to("copied");
  in.metadata_directive = "REPLACE";
  in.content_type = "application/json";
  in.tagging_directive = "REPLACE";
  in.storage_class = "STANDARD_IA";
  in.checksum_algorithm = "SHA256";
  const auto out = copy(std::move(in));
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->copy_object_result->checksum_sha256);
  const auto head = s3.head("archive", "copied");
  EXPECT_EQ(head->content_type, "application/json");
  EXPECT_EQ(head->metadata, std::nullopt);
  EXPECT_EQ(head->tag_count, std::nullopt);
  EXPECT_EQ(head->storage_class, "STANDARD_IA");
}

TEST_F(CopyObject, refuses_to_copy_an_object_onto_itself_unchanged) {
  CopyObjectInput in{.bucket = "orders", .copy_source = "orders/a b", .key = "a b"};
  EXPECT_EQ(error_text(copy({.bucket = in.bucket, .copy_source = in.copy_source, .key = in.key})),
            "400 InvalidRequest: This copy request is illegal because it is trying to copy an object to itself without "
            "changing the object's metadata, storage class, website redirect location or encryption attributes.");
  in.metadata_directive = "REPLACE";
  in.content_type = "text/csv";
  EXPECT_TRUE(copy(std::move(in)));
  EXPECT_EQ(s3.get("orders", "a b")->bytes, "paid");
  EXPECT_EQ(s3.head("orders", "a b")->content_type, "text/csv");
}

TEST_F(CopyObject, checks_conditions_on_the_source) {
  const auto refused = [&](auto set) {
    auto in = to("copied");
    set(in);
    const auto out = copy(std::move(in));
    return out ? std::string("no error") : out.error().code;
  };
  const auto etag = *s3.head("orders", "a b")->e_tag;
  EXPECT_EQ(refused([&](auto& in) { in.copy_source_if_match = "\"x\""; }), "PreconditionFailed");
  EXPECT_EQ(refused([&](auto& in) { in.copy_source_if_none_match = etag; }), "PreconditionFailed");
  EXPECT_EQ(refused([&](auto& in) { in.copy_source_if_modified_since = s3.clock().now(); }), "PreconditionFailed");
  EXPECT_EQ(refused([&](auto& in) { in.copy_source_if_unmodified_since = from_millis(0); }), "PreconditionFailed");
  EXPECT_EQ(refused([&](auto& in) { in.copy_source_if_match = etag; }), "no error");
}

TEST_F(CopyObject, says_what_is_missing_or_wrong) {
  const auto missing = copy(to("copied", "orders/missing"));
  EXPECT_EQ(error_text(missing), "404 NoSuchKey: The specified key does not exist.");
  EXPECT_EQ(error_field(missing, "Key"), "missing");
  EXPECT_EQ(error_field(copy(to("copied", "nowhere/k")), "BucketName"), "nowhere");
  EXPECT_EQ(error_text(copy(to("copied", "orders"))),
            "400 InvalidArgument: Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  auto in = to("copied");
  in.metadata_directive = "KEEP";
  EXPECT_EQ(error_text(copy(std::move(in))), "400 InvalidArgument: Unknown metadata directive.");
}

TEST_F(CopyObject, notices_damaged_bytes) {
  ASSERT_EQ(s3.files().size(), 1u);
  s3.disk().flip_byte("data/objects/" + s3.files().front(), 1000);
  EXPECT_EQ(copy(to("copied", "orders/large")).error().status, 500);
  EXPECT_EQ(s3.files().size(), 1u);
  EXPECT_EQ(s3.get("archive", "copied").error().code, "NoSuchKey");
}

TEST(CopySource, reads_every_form_that_clients_send) {
  EXPECT_EQ(parse_copy_source("b/k"), (CopySource{"b", "k", {}}));
  EXPECT_EQ(parse_copy_source("/b/k/l"), (CopySource{"b", "k/l", {}}));
  EXPECT_EQ(parse_copy_source("b%2Fk%3Fx+y"), (CopySource{"b", "k?x y", {}}));
  EXPECT_EQ(parse_copy_source("b/k?versionId=null"), (CopySource{"b", "k", "null"}));
  for (const auto* text : {"", "b", "/", "b/", "/b", "b/%zz"}) {
    EXPECT_EQ(error_text(parse_copy_source(text)).substr(0, 19), "400 InvalidArgument") << text;
  }
}

}  // namespace
}  // namespace penstock::s3
