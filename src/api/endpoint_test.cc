#include "api/endpoint.h"

#include <gtest/gtest.h>

#include "wire/sample_shapes.h"

namespace penstock {
namespace {

TEST(Endpoint, takes_an_explicit_url_with_port_and_path) {
  ClientRequest request{.path = "/bucket/key"};
  const auto endpoint =
      place_request(sample::service, sample::put_records, "us-east-1", "http://localhost:4566/base/", request);
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->url, "http://localhost:4566");
  EXPECT_EQ(endpoint->host, "localhost:4566");
  EXPECT_EQ(request.path, "/base/bucket/key");
  ClientRequest other;
  EXPECT_EQ(place_request(sample::service, sample::put_records, "", "https://a.b:443", other)->host, "a.b");
  for (const auto* url : {"localhost:4566", "ftp://a", "http://", "http://a?b", "http://user@a"}) {
    EXPECT_FALSE(place_request(sample::service, sample::put_records, "", url, other)) << url;
  }
}

TEST(Endpoint, finds_awss_regional_hosts_and_moves_a_bucket_to_the_host) {
  ServiceModel s3{.endpoint_prefix = "s3"};
  const Operation put_object{.uri = "/{Bucket}/{Key+}"};
  auto place = [&](std::string path) {
    ClientRequest request{.path = std::move(path)};
    const auto endpoint = place_request(s3, put_object, "eu-north-1", std::nullopt, request);
    return endpoint->url + " " + request.path;
  };
  EXPECT_EQ(place("/my-bucket/a/b"), "https://my-bucket.s3.eu-north-1.amazonaws.com /a/b");
  EXPECT_EQ(place("/my-bucket"), "https://my-bucket.s3.eu-north-1.amazonaws.com /");
  EXPECT_EQ(place("/my.bucket/a"),
            "https://s3.eu-north-1.amazonaws.com /my.bucket/a");  // the certificate has one label
  ClientRequest request{.path = "/"};
  const ServiceModel kinesis{.endpoint_prefix = "kinesis"};
  EXPECT_EQ(place_request(kinesis, sample::put_records, "cn-north-1", std::nullopt, request)->url,
            "https://kinesis.cn-north-1.amazonaws.com.cn");
}

}  // namespace
}  // namespace penstock
