#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/s3/fixture.h"

namespace penstock::s3 {
namespace {

CreateBucketInput in_region(std::string name, std::string region) {
  return {.bucket = std::move(name),
          .create_bucket_configuration = CreateBucketConfiguration{.location_constraint = std::move(region)}};
}

struct CreateBucket : ::testing::Test {
  S3Fixture s3;
  Result<CreateBucketOutput> create(CreateBucketInput in) { return s3.call(&S3Service::create_bucket, std::move(in)); }
  std::optional<std::string> location(std::string bucket) {
    const auto out = s3.call(&S3Service::get_bucket_location, GetBucketLocationInput{.bucket = std::move(bucket)});
    return out ? out->location_constraint : std::optional(out.error().code);
  }
};

TEST_F(CreateBucket, makes_a_bucket_that_survives_power_loss) {
  const auto out = create({.bucket = "orders"});
  ASSERT_TRUE(out);
  EXPECT_EQ(out->location, "/orders");
  s3.power_cycle();
  const auto head = s3.call(&S3Service::head_bucket, HeadBucketInput{.bucket = "orders"});
  ASSERT_TRUE(head);
  EXPECT_EQ(head->bucket_region, "us-east-1");
  EXPECT_EQ(location("orders"), std::nullopt);
}

TEST_F(CreateBucket, keeps_the_region) {
  s3.caller.region = "eu-north-1";
  EXPECT_EQ(create(in_region("aforb-consumer-data", "eu-north-1"))->location,
            "http://aforb-consumer-data.s3.amazonaws.com/");
  EXPECT_EQ(location("aforb-consumer-data"), "eu-north-1");
  s3.caller.region = "us-east-1";  // the global endpoint
  ASSERT_TRUE(create(in_region("from-afar", "ap-south-1")));
  EXPECT_EQ(location("from-afar"), "ap-south-1");
  ASSERT_TRUE(create(in_region("in-ireland", "EU")));
  EXPECT_EQ(location("in-ireland"), "eu-west-1");
}

TEST_F(CreateBucket, refuses_a_location_that_does_not_fit_the_endpoint) {
  s3.caller.region = "eu-north-1";
  EXPECT_EQ(
      error_text(create({.bucket = "orders"})),
      "400 IllegalLocationConstraintException: The unspecified location constraint is incompatible for the region "
      "specific endpoint this request was sent to.");
  EXPECT_EQ(error_text(create(in_region("orders", "eu-west-1"))),
            "400 IllegalLocationConstraintException: The eu-west-1 location constraint is incompatible for the region "
            "specific endpoint this request was sent to.");
  EXPECT_EQ(error_text(create(in_region("orders", "us-east-1"))),
            "400 IllegalLocationConstraintException: The us-east-1 location constraint is incompatible for the region "
            "specific endpoint this request was sent to.");
  s3.caller.region = "us-east-1";
  for (const auto* region : {"us-east-1", "moon-1"}) {
    const auto refused = create(in_region("orders", region));
    EXPECT_EQ(error_text(refused), "400 InvalidLocationConstraint: The specified location-constraint is not valid");
    EXPECT_EQ(error_field(refused, "LocationConstraint"), region);
  }
}

TEST_F(CreateBucket, answers_a_repetition_as_aws_does) {
  ASSERT_TRUE(create({.bucket = "orders"}));
  EXPECT_TRUE(create({.bucket = "orders"}));  // us-east-1
  ASSERT_TRUE(create(in_region("elsewhere", "eu-west-1")));
  const auto repeated = create(in_region("elsewhere", "eu-west-1"));
  EXPECT_EQ(
      error_text(repeated),
      "409 BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own "
      "it.");
  EXPECT_EQ(error_field(repeated, "BucketName"), "elsewhere");
  s3.caller.account = "210987654321";
  EXPECT_EQ(
      error_text(create({.bucket = "orders"})),
      "409 BucketAlreadyExists: The requested bucket name is not available. The bucket namespace is shared by all "
      "users of the system. Please select a different name and try again.");
}

TEST_F(CreateBucket, refuses_names_and_settings_that_aws_refuses) {
  const auto refused = create({.bucket = "Orders_1"});
  EXPECT_EQ(error_text(refused), "400 InvalidBucketName: The specified bucket is not valid.");
  EXPECT_EQ(error_field(refused, "BucketName"), "Orders_1");
  EXPECT_EQ(error_text(create({.acl = "public-read", .bucket = "orders"})),
            "400 InvalidBucketAclWithObjectOwnership: Bucket cannot have ACLs set with ObjectOwnership's "
            "BucketOwnerEnforced setting");
  EXPECT_EQ(create({.bucket = "orders", .object_lock_enabled_for_bucket = true}).error().status, 501);
}

TEST_F(CreateBucket, leaves_no_bucket_when_the_store_refuses) {
  s3.store().fail_next_write();
  EXPECT_EQ(create({.bucket = "orders"}).error().status, 503);
  EXPECT_EQ(location("orders"), "NoSuchBucket");
}

TEST_F(CreateBucket, checks_the_expected_owner) {
  s3.create_bucket("orders");
  EXPECT_TRUE(
      s3.call(&S3Service::head_bucket, HeadBucketInput{.bucket = "orders", .expected_bucket_owner = "123456789012"}));
  EXPECT_EQ(error_text(s3.call(&S3Service::head_bucket,
                               HeadBucketInput{.bucket = "orders", .expected_bucket_owner = "210987654321"})),
            "403 AccessDenied: Access Denied");
}

TEST(DeleteBucket, removes_an_empty_bucket_only) {
  S3Fixture s3;
  s3.create_bucket("orders");
  ASSERT_TRUE(s3.put("orders", "k", "v"));
  const DeleteBucketInput in{.bucket = "orders"};
  const auto refused = s3.call(&S3Service::delete_bucket, in);
  EXPECT_EQ(error_text(refused), "409 BucketNotEmpty: The bucket you tried to delete is not empty");
  EXPECT_EQ(error_field(refused, "BucketName"), "orders");
  ASSERT_TRUE(s3.erase("orders", "k"));
  EXPECT_TRUE(s3.call(&S3Service::delete_bucket, in));
  const auto gone = s3.call(&S3Service::delete_bucket, in);
  EXPECT_EQ(error_text(gone), "404 NoSuchBucket: The specified bucket does not exist");
  EXPECT_EQ(error_field(gone, "BucketName"), "orders");
  EXPECT_EQ(s3.store().size(), 0u);
}

TEST(HeadBucket, tells_impossible_names_from_missing_buckets) {
  S3Fixture s3;
  EXPECT_EQ(s3.call(&S3Service::head_bucket, HeadBucketInput{.bucket = "missing"}).error().code, "NoSuchBucket");
  EXPECT_EQ(s3.call(&S3Service::head_bucket, HeadBucketInput{.bucket = "a"}).error().code, "InvalidBucketName");
}

struct ListBuckets : ::testing::Test {
  S3Fixture s3;
  static std::vector<std::string> names(const ListBucketsOutput& out) {
    std::vector<std::string> found;
    for (const auto& bucket : *out.buckets) found.push_back(*bucket.name);
    return found;
  }
};

TEST_F(ListBuckets, shows_the_accounts_buckets_in_order) {
  for (const auto* name : {"ccc", "aaa", "bbb"}) s3.create_bucket(name);
  s3.caller.account = "210987654321";
  s3.create_bucket("other");
  s3.caller.account = "123456789012";
  const auto out = s3.call(&S3Service::list_buckets, ListBucketsInput{});
  ASSERT_TRUE(out);
  EXPECT_THAT(names(*out), testing::ElementsAre("aaa", "bbb", "ccc"));
  EXPECT_EQ(out->buckets->front().creation_date, s3.clock().now());
  EXPECT_EQ(out->buckets->front().bucket_region, std::nullopt);
  EXPECT_EQ(out->owner->id->size(), 64u);
}

TEST_F(ListBuckets, goes_on_page_by_page_and_filters) {
  for (const auto* name : {"aa1", "aa2", "aa3", "bb1"}) s3.create_bucket(name);
  ASSERT_TRUE(s3.call(&S3Service::create_bucket, in_region("aa4", "eu-north-1")));
  ListBucketsInput in{.max_buckets = 2, .prefix = "aa"};
  auto page = s3.call(&S3Service::list_buckets, in);
  EXPECT_THAT(names(*page), testing::ElementsAre("aa1", "aa2"));
  EXPECT_EQ(page->buckets->front().bucket_region, "us-east-1");
  in.continuation_token = page->continuation_token;
  page = s3.call(&S3Service::list_buckets, in);
  EXPECT_THAT(names(*page), testing::ElementsAre("aa3", "aa4"));
  EXPECT_EQ(page->continuation_token, std::nullopt);
  page = s3.call(&S3Service::list_buckets, ListBucketsInput{.max_buckets = 1, .bucket_region = "eu-north-1"});
  EXPECT_THAT(names(*page), testing::ElementsAre("aa4"));
  EXPECT_EQ(s3.call(&S3Service::list_buckets, ListBucketsInput{.continuation_token = "x"}).error().code,
            "InvalidArgument");
}

}  // namespace
}  // namespace penstock::s3
