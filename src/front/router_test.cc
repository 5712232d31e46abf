#include "front/router.h"

#include <gtest/gtest.h>

#include "api/kinesis/model.h"
#include "api/s3/model.h"
#include "front/bucket_host.h"
#include "front/fake_service.h"

namespace penstock {
namespace {

class S3Routes : public testing::Test {
 protected:
  RestRoutes::Match match(std::string_view method, std::string_view path, std::string_view query = {},
                          std::vector<HeaderField> headers = {}) {
    const HttpRequest request{.method = method, .path = path, .query = query, .headers = headers};
    return routes_.match(request, path);
  }
  std::string_view operation(std::string_view method, std::string_view path, std::string_view query = {}) {
    return match(method, path, query).operation;
  }

  RestRoutes routes_{s3::model};
};

TEST_F(S3Routes, tell_service_bucket_and_object_apart) {
  EXPECT_EQ(operation("GET", "/"), "ListBuckets");
  EXPECT_EQ(operation("PUT", "/bucket"), "CreateBucket");
  EXPECT_EQ(operation("PUT", "/bucket/"), "CreateBucket");
  EXPECT_EQ(operation("HEAD", "/bucket"), "HeadBucket");
  EXPECT_EQ(operation("DELETE", "/bucket"), "DeleteBucket");
  EXPECT_EQ(operation("PUT", "/bucket/key"), "PutObject");
  EXPECT_EQ(operation("HEAD", "/bucket/key"), "HeadObject");
  EXPECT_EQ(operation("DELETE", "/bucket/key/"), "DeleteObject");
}

TEST_F(S3Routes, keep_slashes_and_decode_the_rest_of_a_key) {
  const auto found = match("GET", "/bucket//a%2Fb/c%20d+e/");
  EXPECT_EQ(found.operation, "GetObject");
  ASSERT_EQ(found.labels.size(), 2u);
  EXPECT_EQ(found.labels[0].name, "Bucket");
  EXPECT_EQ(found.labels[0].value, "bucket");
  EXPECT_EQ(found.labels[1].name, "Key");
  EXPECT_EQ(found.labels[1].value, "/a/b/c d+e/");
}

TEST_F(S3Routes, look_at_parameters) {
  EXPECT_EQ(operation("GET", "/bucket"), "ListObjects");
  EXPECT_EQ(operation("GET", "/bucket", "list-type=2&prefix=a"), "ListObjectsV2");
  EXPECT_EQ(operation("GET", "/bucket", "list-type=1"), "ListObjects");
  EXPECT_EQ(operation("GET", "/bucket", "location"), "GetBucketLocation");
  EXPECT_EQ(operation("GET", "/bucket", "location="), "GetBucketLocation");
  EXPECT_EQ(operation("POST", "/bucket", "delete"), "DeleteObjects");
  EXPECT_EQ(operation("GET", "/bucket/key", "x-id=GetObject"), "GetObject");
  EXPECT_EQ(operation("GET", "/bucket/key", "response-content-type=a"), "GetObject");
}

TEST_F(S3Routes, never_take_a_sub_resource_for_the_resource) {
  EXPECT_EQ(operation("GET", "/bucket", "acl"), "GetBucketAcl");
  EXPECT_EQ(operation("GET", "/bucket", "versions"), "ListObjectVersions");
  EXPECT_EQ(operation("PUT", "/bucket", "policy"), "PutBucketPolicy");
  EXPECT_EQ(operation("DELETE", "/bucket", "tagging"), "DeleteBucketTagging");
  EXPECT_EQ(operation("PUT", "/bucket/key", "tagging"), "PutObjectTagging");
  EXPECT_EQ(operation("PUT", "/bucket/key", "uploadId=u&partNumber=1"), "UploadPart");
  EXPECT_EQ(operation("DELETE", "/bucket/key", "uploadId=u"), "AbortMultipartUpload");
  EXPECT_EQ(operation("GET", "/bucket/key", "uploadId=u"), "ListParts");
  EXPECT_EQ(operation("POST", "/bucket/key", "uploads"), "CreateMultipartUpload");
  EXPECT_EQ(operation("GET", "/bucket", "metrics"), "ListBucketMetricsConfigurations");
  EXPECT_EQ(operation("GET", "/bucket", "metrics&id=a"), "GetBucketMetricsConfiguration");
}

TEST_F(S3Routes, tell_a_copy_by_its_source) {
  EXPECT_EQ(match("PUT", "/bucket/key", "", {{"x-amz-copy-source", "/a/b"}}).operation, "CopyObject");
  EXPECT_EQ(match("PUT", "/b/k", "partNumber=1&uploadId=u", {{"x-amz-copy-source", "/a/b"}}).operation,
            "UploadPartCopy");
}

TEST_F(S3Routes, know_paths_without_the_method) {
  const auto found = match("PATCH", "/bucket");
  EXPECT_EQ(found.operation, "");
  EXPECT_TRUE(found.path_known);
  EXPECT_FALSE(match("GET", "bucket").path_known);
}

TEST(UriTemplate, matches_literals_and_labels) {
  const UriTemplate uri("/functions/{FunctionName}/invocations?mode=a&x-id=Invoke");
  std::vector<Label> labels;
  EXPECT_TRUE(uri.match("/functions/f%C3%A9/invocations", labels));
  ASSERT_EQ(labels.size(), 1u);
  EXPECT_EQ(labels[0].value, "f\xC3\xA9");
  EXPECT_TRUE(uri.match("/functions/f/invocations/", labels));
  EXPECT_FALSE(uri.match("/functions/f", labels));
  EXPECT_FALSE(uri.match("/functions//invocations", labels));
  EXPECT_FALSE(uri.match("/functions/f/invocations/x", labels));
  EXPECT_FALSE(uri.match("/Functions/f/invocations", labels));
  ASSERT_EQ(uri.query().size(), 1u);
  EXPECT_EQ(uri.query()[0].second, "a");
}

TEST(BucketHost, is_read_from_every_style_of_virtual_host) {
  EXPECT_EQ(bucket_of_host("orders.s3.amazonaws.com"), "orders");
  EXPECT_EQ(bucket_of_host("orders.s3.eu-north-1.amazonaws.com"), "orders");
  EXPECT_EQ(bucket_of_host("orders.s3-eu-west-1.amazonaws.com:443"), "orders");
  EXPECT_EQ(bucket_of_host("orders.s3.localhost:4566"), "orders");
  EXPECT_EQ(bucket_of_host("orders.localhost:4566"), "orders");
  EXPECT_EQ(bucket_of_host("my.s3.bucket.s3.amazonaws.com"), "my.s3.bucket");
  EXPECT_EQ(bucket_of_host("a.b.localhost"), "a.b");
}

TEST(BucketHost, is_empty_for_an_endpoint) {
  for (const auto* host :
       {"s3.amazonaws.com", "s3.eu-north-1.amazonaws.com", "s3-eu-west-1.amazonaws.com", "s3.localhost:4566",
        "localhost:4566", "127.0.0.1:4566", "[::1]:4566", "", "penstock:4566"}) {
    EXPECT_EQ(bucket_of_host(host), "") << host;
  }
}

}  // namespace
}  // namespace penstock
