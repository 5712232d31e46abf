#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/hash.h"
#include "services/s3/fixture.h"
#include "services/s3/limits.h"

namespace penstock::s3 {
namespace {

// A body whose checksum comes behind it.
class TrailedBody final : public BodySource {
 public:
  TrailedBody(std::string text, std::string name, std::string value)
      : text_(std::move(text)), value_(std::move(value)) {
    trailers_.announced.push_back(std::move(name));
  }
  Task<Result<std::span<const char>>> next() override {
    if (!std::exchange(done_, true)) co_return std::span<const char>(text_);
    trailers_.fields.emplace_back(trailers_.announced.front(), value_);
    co_return std::span<const char>{};
  }
  const BodyTrailers* trailers() const override { return &trailers_; }

 private:
  std::string text_;
  std::string value_;
  BodyTrailers trailers_;
  bool done_ = false;
};

struct PutObject : ::testing::Test {
  PutObject() { s3.create_bucket("orders"); }
  S3Fixture s3;
  PutObjectInput input() { return {.bucket = "orders", .key = "k"}; }
  Result<PutObjectOutput> put_with_trailer(std::string name, std::string value) {
    auto in = input();
    in.body = {.source = std::make_unique<TrailedBody>("123456789", std::move(name), std::move(value)), .length = 9};
    return s3.call(&S3Service::put_object, std::move(in));
  }
};

TEST_F(PutObject, answers_etag_and_default_checksum) {
  const auto out = s3.put("orders", "k", "123456789");
  ASSERT_TRUE(out);
  EXPECT_EQ(out->e_tag, "\"25f9e794323b453885f5181f1b624d0b\"");
  EXPECT_EQ(out->checksum_crc64_nvme, "rosUhgp5mIg=");
  EXPECT_EQ(out->checksum_type, "FULL_OBJECT");
  EXPECT_EQ(out->checksum_crc32, std::nullopt);
}

TEST_F(PutObject, keeps_bytes_of_every_size_through_power_loss) {
  const std::size_t sizes[] = {0, 1, 4096, 4097, 300'000, 1'000'000};
  for (const auto size : sizes) {
    ASSERT_TRUE(s3.put("orders", "size/" + std::to_string(size), std::string(size, 'x')));
  }
  s3.power_cycle();
  for (const auto size : sizes) {
    const auto got = s3.get("orders", "size/" + std::to_string(size));
    ASSERT_TRUE(got) << size;
    EXPECT_TRUE(got->bytes == std::string(size, 'x'));
    EXPECT_EQ(got->answer.content_length, size);
  }
}

TEST_F(PutObject, keeps_small_objects_without_files) {
  ASSERT_TRUE(s3.put("orders", "small", std::string(4096, 'x')));
  EXPECT_THAT(s3.files(), testing::IsEmpty());
  const auto writes = s3.store().writes();
  ASSERT_TRUE(s3.put("orders", "small", "y"));
  EXPECT_EQ(s3.store().writes(), writes + 1);
}

TEST_F(PutObject, frees_the_bytes_that_it_replaces) {
  ASSERT_TRUE(s3.put("orders", "k", std::string(10'000, 'a')));
  ASSERT_TRUE(s3.put("orders", "k", std::string(20'000, 'b')));
  EXPECT_EQ(s3.files().size(), 1u);
  ASSERT_TRUE(s3.put("orders", "k", "small"));
  EXPECT_THAT(s3.files(), testing::IsEmpty());
  EXPECT_EQ(s3.get("orders", "k")->bytes, "small");
}

TEST_F(PutObject, keeps_what_the_client_says_about_the_object) {
  auto in = input();
  in.content_type = "application/json";
  in.cache_control = "no-cache";
  in.content_disposition = "attachment";
  in.content_encoding = "aws-chunked,gzip";
  in.content_language = "sv";
  in.expires = "Thu, 01 Dec 2030 16:00:00 GMT";
  in.metadata.emplace()["user"] = "7";
  in.storage_class = "STANDARD_IA";
  in.website_redirect_location = "/other";
  in.tagging = "team=data&kind=raw%20one";
  ASSERT_TRUE(s3.put(std::move(in), "v"));
  s3.power_cycle();
  const auto got = s3.head("orders", "k");
  ASSERT_TRUE(got);
  EXPECT_EQ(got->content_type, "application/json");
  EXPECT_EQ(got->cache_control, "no-cache");
  EXPECT_EQ(got->content_disposition, "attachment");
  EXPECT_EQ(got->content_encoding, "gzip");
  EXPECT_EQ(got->content_language, "sv");
  EXPECT_EQ(got->expires, "Thu, 01 Dec 2030 16:00:00 GMT");
  EXPECT_EQ(got->metadata, (std::map<std::string, std::string>{{"user", "7"}}));
  EXPECT_EQ(got->storage_class, "STANDARD_IA");
  EXPECT_EQ(got->website_redirect_location, "/other");
  EXPECT_EQ(got->tag_count, 2);
}

TEST_F(PutObject, verifies_content_md5) {
  auto in = input();
  in.content_md5 = to_base64(bytes_of(md5("paid")));
  EXPECT_TRUE(s3.put(std::move(in), "paid"));
  in = input();
  in.content_md5 = to_base64(bytes_of(md5("paid")));
  const auto wrong = s3.put(std::move(in), "shipped");
  EXPECT_EQ(error_text(wrong), "400 BadDigest: The Content-MD5 you specified did not match what we received.");
  EXPECT_EQ(error_field(wrong, "CalculatedDigest"), to_base64(bytes_of(md5("shipped"))));
  in = input();
  in.content_md5 = "short";
  EXPECT_EQ(error_text(s3.put(std::move(in), "paid")), "400 InvalidDigest: The Content-MD5 you specified was invalid.");
  EXPECT_EQ(s3.get("orders", "k")->bytes, "paid");
}

TEST_F(PutObject, verifies_and_keeps_the_checksum_of_a_header) {
  auto in = input();
  in.checksum_algorithm = "CRC32";
  in.checksum_crc32 = "y/Q5Jg==";
  const auto out = s3.put(std::move(in), "123456789");
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->checksum_crc32, "y/Q5Jg==");
  EXPECT_EQ(out->checksum_crc64_nvme, std::nullopt);
  GetObjectInput get{.bucket = "orders", .key = "k", .checksum_mode = "ENABLED"};
  EXPECT_EQ(s3.get(get)->answer.checksum_crc32, "y/Q5Jg==");
  EXPECT_EQ(s3.get(get)->answer.checksum_type, "FULL_OBJECT");
  get.checksum_mode = std::nullopt;
  EXPECT_EQ(s3.get(get)->answer.checksum_crc32, std::nullopt);

  in = input();
  in.checksum_crc32 = "y/Q5Jg==";
  EXPECT_EQ(error_text(s3.put(std::move(in), "12345678")),
            "400 BadDigest: The CRC32 you specified did not match the calculated checksum.");
  in = input();
  in.checksum_sha256 = "y/Q5Jg==";
  EXPECT_EQ(error_text(s3.put(std::move(in), "12345678")),
            "400 InvalidRequest: Value for x-amz-checksum-sha256 header is invalid.");
  in = input();
  in.checksum_crc32 = "y/Q5Jg==";
  in.checksum_crc32_c = "4waSgw==";
  EXPECT_EQ(error_text(s3.put(std::move(in), "123456789")),
            "400 InvalidRequest: Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  in = input();
  in.checksum_algorithm = "CRC32";
  EXPECT_EQ(error_text(s3.put(std::move(in), "123456789")),
            "400 InvalidRequest: x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or "
            "x-amz-trailer headers were found.");
}

TEST_F(PutObject, verifies_the_checksum_of_a_trailer) {
  EXPECT_EQ(put_with_trailer("x-amz-checksum-crc32", "y/Q5Jg==")->checksum_crc32, "y/Q5Jg==");
  EXPECT_EQ(put_with_trailer("x-amz-checksum-crc64nvme", "rosUhgp5mIg=")->checksum_crc64_nvme, "rosUhgp5mIg=");
  EXPECT_EQ(error_text(put_with_trailer("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=")),
            "400 BadDigest: The CRC64NVME you specified did not match the calculated checksum.");
  EXPECT_EQ(error_text(put_with_trailer("x-amz-checksum-crc32", "junk")),
            "400 InvalidRequest: Value for x-amz-checksum-crc32 trailing header is invalid.");
}

TEST_F(PutObject, refuses_what_is_too_large) {
  const auto key = s3.put("orders", std::string(1025, 'k'), "v");
  EXPECT_EQ(error_text(key), "400 KeyTooLongError: Your key is too long");
  EXPECT_EQ(error_field(key, "Size"), "1025");
  EXPECT_TRUE(s3.put("orders", std::string(1024, 'k'), "v"));
  EXPECT_EQ(error_text(s3.put("orders", "\xff", "v")), "400 InvalidURI: Couldn't parse the specified URI.");

  auto in = input();
  in.metadata.emplace()["a"] = std::string(2048, 'v');
  const auto metadata = s3.put(std::move(in), "v");
  EXPECT_EQ(error_text(metadata),
            "400 MetadataTooLarge: Your metadata headers exceed the maximum allowed metadata size");
  EXPECT_EQ(error_field(metadata, "Size"), "2049");

  in = input();
  in.body = {.source = std::make_unique<StringBody>("v"), .length = limits::object_bytes_max + 1};
  const auto body = s3.call(&S3Service::put_object, std::move(in));
  EXPECT_EQ(error_text(body), "400 EntityTooLarge: Your proposed upload exceeds the maximum allowed size");
  EXPECT_EQ(error_field(body, "MaxSizeAllowed"), "5368709120");
}

TEST_F(PutObject, keeps_its_conditions) {
  auto in = input();
  in.if_match = "\"x\"";
  EXPECT_EQ(error_text(s3.put(std::move(in), "v")), "404 NoSuchKey: The specified key does not exist.");
  in = input();
  in.if_none_match = "*";
  EXPECT_TRUE(s3.put(std::move(in), "first"));
  in = input();
  in.if_none_match = "*";
  const auto refused = s3.put(std::move(in), std::string(10'000, 'x'));
  EXPECT_EQ(error_text(refused),
            "412 PreconditionFailed: At least one of the pre-conditions you specified did not hold");
  EXPECT_EQ(error_field(refused, "Condition"), "If-None-Match");
  EXPECT_THAT(s3.files(), testing::IsEmpty());
  in = input();
  in.if_none_match = "\"x\"";
  EXPECT_EQ(s3.put(std::move(in), "v").error().status, 501);
  in = input();
  in.if_match = "*";
  EXPECT_EQ(error_field(s3.put(std::move(in), "v"), "Header"), "If-Match");
  in = input();
  in.if_match = *s3.head("orders", "k")->e_tag;
  EXPECT_TRUE(s3.put(std::move(in), "second"));
  in = input();
  in.if_match = "\"stale\"";
  EXPECT_EQ(error_field(s3.put(std::move(in), "v"), "Condition"), "If-Match");
  EXPECT_EQ(s3.get("orders", "k")->bytes, "second");
}

TEST_F(PutObject, refuses_settings_that_it_does_not_have) {
  const auto refused = [&](auto change) {
    auto in = input();
    change(in);
    return error_text(s3.put(std::move(in), "v")).substr(0, 40);
  };
  EXPECT_EQ(refused([](auto& in) { in.acl = "public-read"; }), "400 AccessControlListNotSupported: The b");
  EXPECT_EQ(refused([](auto& in) { in.storage_class = "WARM"; }), "400 InvalidStorageClass: The storage cla");
  EXPECT_EQ(refused([](auto& in) { in.storage_class = "GLACIER"; }), "501 NotImplemented: A header you provide");
  EXPECT_EQ(refused([](auto& in) { in.server_side_encryption = "aws:kms"; }),
            "501 NotImplemented: A header you provide");
  EXPECT_EQ(refused([](auto& in) { in.object_lock_mode = "GOVERNANCE"; }), "400 InvalidRequest: Bucket is missing Ob");
  EXPECT_EQ(refused([](auto& in) { in.tagging = "a=1&a=2"; }), "400 InvalidArgument: The header 'x-amz-t");
  EXPECT_EQ(refused([](auto& in) { in.website_redirect_location = "x"; }), "400 InvalidRedirectLocation: The website");
  EXPECT_EQ(refused([](auto& in) { in.bucket = "missing"; }), "404 NoSuchBucket: The specified bucket d");
}

TEST_F(PutObject, leaves_the_old_object_when_the_store_refuses) {
  ASSERT_TRUE(s3.put("orders", "k", std::string(10'000, 'a')));
  s3.store().fail_next_write();
  const auto refused = s3.put("orders", "k", std::string(20'000, 'b'));
  EXPECT_EQ(refused.error().status, 503);
  EXPECT_TRUE(s3.get("orders", "k")->bytes == std::string(10'000, 'a'));
  s3.power_cycle();
  EXPECT_TRUE(s3.get("orders", "k")->bytes == std::string(10'000, 'a'));
  EXPECT_EQ(s3.files().size(), 1u);  // the sweep removed the refused one
}

TEST_F(PutObject, is_whole_when_a_refused_write_survives_a_power_cycle) {
  ASSERT_TRUE(s3.put("orders", "k", std::string(10'000, 'a')));
  s3.store().fail_next_sync();
  EXPECT_FALSE(s3.put("orders", "k", std::string(20'000, 'b')));
  s3.power_cycle();
  EXPECT_TRUE(s3.get("orders", "k")->bytes == std::string(20'000, 'b'));
  EXPECT_EQ(s3.files().size(), 1u);
}

TEST_F(PutObject, leaves_the_old_object_when_power_goes_at_any_step) {
  ASSERT_TRUE(s3.put("orders", "k", std::string(300'000, 'a')));
  bool done = false;
  for (std::uint64_t changes = 0; !done; ++changes) {
    ASSERT_LT(changes, 100u);
    s3.disk().fail_after(changes);
    done = s3.put("orders", "k", std::string(400'000, 'b')).has_value();
    s3.power_cycle();
    const auto got = s3.get("orders", "k");
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->bytes == (done ? std::string(400'000, 'b') : std::string(300'000, 'a'))) << changes;
    EXPECT_EQ(s3.files().size(), 1u) << changes;
  }
}

Task<void> put_into(S3Service& service, Caller caller, std::string bytes, int& done) {
  PutObjectInput in{.body = S3Fixture::body(std::move(bytes)), .bucket = "orders", .key = "k"};
  if (co_await service.put_object(std::move(caller), std::move(in))) ++done;
}

TEST_F(PutObject, leaves_one_file_when_many_write_the_same_key) {
  int done = 0;
  for (int i = 0; i < 20; ++i) {
    s3.loop().spawn(put_into(s3.service(), s3.caller, std::string(5000 + i, 'x'), done));
  }
  s3.loop().run_until_idle();
  EXPECT_EQ(done, 20);
  EXPECT_EQ(s3.files().size(), 1u);
  EXPECT_EQ(s3.get("orders", "k")->bytes.size(), 5019u);
}

}  // namespace
}  // namespace penstock::s3
