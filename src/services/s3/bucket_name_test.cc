#include "services/s3/bucket_name.h"

#include <gtest/gtest.h>

#include <string>

namespace penstock::s3 {
namespace {

TEST(BucketName, takes_what_aws_takes) {
  for (const auto* name : {"abc", "aforb-consumer-data", "my.bucket.1", "0bucket9", "192.168.5", "a.b"}) {
    EXPECT_TRUE(is_new_bucket_name(name)) << name;
  }
  EXPECT_TRUE(is_new_bucket_name(std::string(63, 'a')));
}

TEST(BucketName, refuses_what_aws_refuses) {
  for (const auto* name : {"",
                           "ab",
                           "Abc",
                           "a_b",
                           "-abc",
                           "abc-",
                           ".abc",
                           "abc.",
                           "a..b",
                           "192.168.5.4",
                           "xn--abc",
                           "sthree-abc",
                           "amzn-s3-demo-abc",
                           "abc-s3alias",
                           "abc--ol-s3",
                           "abc.mrap",
                           "abc--x-s3",
                           "abc--table-s3",
                           "a b",
                           "a/b"}) {
    EXPECT_FALSE(is_new_bucket_name(name)) << name;
  }
  EXPECT_FALSE(is_new_bucket_name(std::string(64, 'a')));
}

TEST(BucketName, knows_names_of_the_first_buckets) {
  EXPECT_TRUE(is_bucket_name("My_Bucket"));
  EXPECT_FALSE(is_bucket_name("ab"));
  EXPECT_FALSE(is_bucket_name("a b c"));
}

}  // namespace
}  // namespace penstock::s3
