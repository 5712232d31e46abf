#include "identity/policy_authorizer.h"

#include <gtest/gtest.h>

#include "base/check.h"

namespace penstock {
namespace {

using policy::DocumentKind;

constexpr const char* stream = "arn:aws:kinesis:us-east-1:000000000000:stream/e-commerce-streaming";

std::shared_ptr<const policy::Document> document(std::string_view json, DocumentKind kind = DocumentKind::identity) {
  auto parsed = policy::parse_document(json, kind);
  CHECK(parsed);
  return *parsed;
}

class PolicyAuthorizerTest : public testing::Test {
 protected:
  Caller caller(std::string_view policy = {}) const {
    policy::Principal user{.kind = policy::PrincipalKind::user,
                           .account = "000000000000",
                           .arn = "arn:aws:iam::000000000000:user/aws-de-user",
                           .id = "AIDAEXAMPLE",
                           .name = "aws-de-user"};
    if (!policy.empty()) user.policies.push_back({"inline", document(policy)});
    return {.principal = std::make_shared<const policy::Principal>(std::move(user))};
  }
  std::string answer(const Caller& caller, AccessNeed need, OperationRequest request = {}) const {
    const auto status = authorizer_.authorize(caller, need, request);
    if (status) return "allowed";
    return std::to_string(status.error().status) + " " + status.error().code + ": " + status.error().message;
  }

  PolicyAuthorizer authorizer_;
  AccessNeed put_{.action = "kinesis:PutRecord", .resource = stream, .resource_account = "000000000000"};
};

TEST_F(PolicyAuthorizerTest, says_no_in_the_words_of_the_dialect) {
  const std::string text =
      "User: arn:aws:iam::000000000000:user/aws-de-user is not authorized to perform: "
      "kinesis:PutRecord on resource: arn:aws:kinesis:us-east-1:000000000000:stream/"
      "e-commerce-streaming because no identity-based policy allows the kinesis:PutRecord action";
  EXPECT_EQ(answer(caller(), put_), "400 AccessDeniedException: " + text);
  EXPECT_EQ(answer(caller(), put_, {.dialect = Dialect::query}), "403 AccessDenied: " + text);
}

TEST_F(PolicyAuthorizerTest, quotes_the_resource_to_s3_clients_and_leaves_out_a_star) {
  EXPECT_EQ(answer(caller(), {.action = "s3:GetObject", .resource = "arn:aws:s3:::b/k"}, {.dialect = Dialect::s3}),
            "403 AccessDenied: User: arn:aws:iam::000000000000:user/aws-de-user is not authorized to perform: "
            "s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows the s3:GetObject "
            "action");
  EXPECT_EQ(answer(caller(), {.action = "s3:ListAllMyBuckets"}, {.dialect = Dialect::s3}),
            "403 AccessDenied: User: arn:aws:iam::000000000000:user/aws-de-user is not authorized to perform: "
            "s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action");
}

TEST_F(PolicyAuthorizerTest, tells_strangers_nothing) {
  const Caller stranger{.principal = std::make_shared<const policy::Principal>()};
  EXPECT_EQ(answer(stranger, {.action = "s3:GetObject", .resource = "arn:aws:s3:::b/k"}, {.dialect = Dialect::s3}),
            "403 AccessDenied: Access Denied");
}

TEST_F(PolicyAuthorizerTest, allows_what_a_policy_allows) {
  const auto user = caller(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis:PutRecord",
    "Resource":"arn:aws:kinesis:us-east-1:000000000000:stream/e-commerce-streaming"}})");
  EXPECT_EQ(answer(user, put_), "allowed");
  put_.resource += "-2";
  EXPECT_NE(answer(user, put_), "allowed");
}

TEST_F(PolicyAuthorizerTest, knows_the_keys_of_need_caller_and_request) {
  class Signed final : public policy::Context {
   public:
    bool find(std::string_view key, std::vector<std::string>& values) const override {
      if (key == "s3:authtype") values.emplace_back("REST-HEADER");
      return key == "s3:authtype";
    }
  };
  const Signed keys;
  const auto user = caller(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*",
    "Condition":{"StringEquals":{"s3:prefix":"${aws:username}/","aws:ResourceAccount":"111122223333",
    "s3:authType":"REST-HEADER"},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}})");
  AccessNeed need{.action = "s3:ListBucket",
                  .resource = "arn:aws:s3:::b",
                  .resource_account = "111122223333",
                  .resource_policy = document(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",
                    "Principal":{"AWS":"000000000000"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::b"}})",
                                              DocumentKind::resource),
                  .context = {{"s3:prefix", "aws-de-user/"}}};
  const OperationRequest request{.facts = {.source_ip = "10.1.2.3"}, .dialect = Dialect::s3, .more_keys = &keys};
  EXPECT_EQ(answer(user, need, request), "allowed");
  EXPECT_NE(answer(user, need, {.facts = {.source_ip = "11.1.2.3"}, .more_keys = &keys}), "allowed");
  EXPECT_NE(answer(user, need, {.facts = {.source_ip = "10.1.2.3"}}), "allowed");
  need.context.front().second = "others/";
  EXPECT_NE(answer(user, need, request), "allowed");
}

}  // namespace
}  // namespace penstock
