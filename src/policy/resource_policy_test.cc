#include "policy/resource_policy.h"

#include <gtest/gtest.h>

namespace penstock::policy {
namespace {

constexpr const char* bucket = "arn:aws:s3:::orders";

std::string statement(std::string_view rest) {
  return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject",)"
         R"("Resource":"arn:aws:s3:::orders/*",)" +
         std::string(rest) + "}}";
}

ResourcePolicy parsed(std::string text) {
  auto policy = parse_resource_policy(std::move(text));
  EXPECT_TRUE(policy) << policy.error().message;
  return policy ? **policy : ResourcePolicy{};
}

bool is_public(std::string_view rest) { return parsed(statement(rest)).is_public; }

TEST(ResourcePolicy, keeps_the_text_and_names_resources_and_actions) {
  const auto text = statement(R"("Principal":{"AWS":"111122223333"})");
  const auto policy = parsed(text);
  EXPECT_EQ(policy.text, text);
  EXPECT_EQ(policy.resources, std::vector<std::string>{"arn:aws:s3:::orders/*"});
  EXPECT_EQ(policy.actions, std::vector<std::string>{"s3:GetObject"});
  EXPECT_TRUE(policy.is_about(bucket, "/"));
  EXPECT_FALSE(policy.is_about("arn:aws:s3:::order", "/"));
}

TEST(ResourcePolicy, is_public_when_everyone_may) {
  EXPECT_TRUE(is_public(R"("Principal":"*")"));
  EXPECT_TRUE(is_public(R"("Principal":{"AWS":["111122223333","*"]})"));
  EXPECT_FALSE(is_public(R"("Principal":{"AWS":"111122223333"})"));
  EXPECT_FALSE(is_public(R"("Principal":{"Service":"pipes.amazonaws.com"})"));
}

TEST(ResourcePolicy, is_not_public_when_a_fixed_condition_says_who) {
  EXPECT_FALSE(is_public(R"("Principal":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}})"));
  EXPECT_FALSE(is_public(R"("Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})"));
  EXPECT_FALSE(
      is_public(R"("Principal":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}})"));
  EXPECT_TRUE(is_public(R"("Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}})"));
  EXPECT_TRUE(is_public(R"("Principal":"*","Condition":{"StringLike":{"aws:SourceVpc":"vpc-*"}})"));
  EXPECT_TRUE(is_public(R"("Principal":"*","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}})"));
  EXPECT_TRUE(is_public(R"("Principal":"*","Condition":{"StringEquals":{"aws:UserAgent":"curl"}})"));
}

TEST(ResourcePolicy, may_have_its_effect_in_any_case) {
  auto text = statement(R"("Principal":"*")");
  text.replace(text.find("Allow"), 5, "aLLOW");
  EXPECT_EQ(parse_resource_policy(text).error().message, "Invalid effect: aLLOW");
  const auto policy = parse_resource_policy(text, EffectCase::any);
  ASSERT_TRUE(policy);
  EXPECT_TRUE((*policy)->is_public);
}

TEST(ResourcePolicies, reads_a_text_once) {
  const ResourcePolicies policies;
  const auto text = statement(R"("Principal":"*")");
  const auto first = policies.read(text);
  const auto second = policies.read(text);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->get(), second->get());
  EXPECT_EQ(policies.read("{}").error().code, "MalformedPolicyDocument");
}

}  // namespace
}  // namespace penstock::policy
