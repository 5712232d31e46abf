#include "policy/resource_statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace penstock::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ResourceStatements, hold_what_each_says_as_written) {
  const auto statements = resource_statements(R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Principal":{"AWS":["111111111111","*"],"Service":"pipes.amazonaws.com"},
       "Action":["s3:Get*","s3:PutObject"],"Resource":"arn:aws:s3:::orders/*",
       "Condition":{"StringLike":{"s3:Prefix":["a","b"]},"Bool":{"aws:SecureTransport":"true"}}},
      {"Effect":"Deny","NotPrincipal":{"AWS":"222222222222"},"NotAction":"s3:*","NotResource":"arn:aws:s3:::orders"}]})");
  ASSERT_EQ(statements.size(), 2U);
  EXPECT_THAT(statements[0].actions, ElementsAre("s3:Get*", "s3:PutObject"));
  EXPECT_THAT(statements[0].resources, ElementsAre("arn:aws:s3:::orders/*"));
  EXPECT_THAT(statements[0].principals, ElementsAre("111111111111", "*"));
  EXPECT_THAT(statements[0].condition_keys, ElementsAre("s3:Prefix", "aws:SecureTransport"));
  EXPECT_THAT(statements[1].actions, IsEmpty());
  EXPECT_THAT(statements[1].resources, IsEmpty());
  EXPECT_THAT(statements[1].principals, ElementsAre("222222222222"));
  EXPECT_THAT(statements[1].condition_keys, IsEmpty());
}

TEST(ResourceStatements, are_none_of_a_text_that_is_no_policy) { EXPECT_THAT(resource_statements("{"), IsEmpty()); }

}  // namespace
}  // namespace penstock::policy
