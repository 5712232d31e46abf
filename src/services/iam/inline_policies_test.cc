#include <gtest/gtest.h>

#include "base/percent.h"
#include "policy/evaluate.h"
#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

constexpr const char* orders = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
constexpr const char* others = "arn:aws:kinesis:us-east-1:000000000000:stream/others";

struct NoKeys final : policy::Context {
  bool find(std::string_view, std::vector<std::string>&) const override { return false; }
};

bool may(const IamFixture& iam, const std::string& key, std::string_view action, std::string_view resource) {
  const auto found = iam.directory().find_key(key);
  return policy::evaluate({.principal = *found->principal, .action = action, .resource = resource, .context = NoKeys()})
      .is_allowed();
}

// A producer that is denied, then granted one stream.
TEST(InlinePolicy, grants_from_the_next_look_up_on) {
  IamFixture iam;
  iam.create_user("producer");
  const auto key = iam.create_key("producer").access_key_id;
  EXPECT_FALSE(may(iam, key, "kinesis:PutRecord", orders));
  ASSERT_TRUE(iam.call(
      &IamService::put_user_policy,
      {.user_name = "producer", .policy_name = "puts", .policy_document = allow("kinesis:PutRecord", orders)}));
  EXPECT_TRUE(may(iam, key, "kinesis:PutRecord", orders));
  EXPECT_FALSE(may(iam, key, "kinesis:PutRecord", others));
  iam.power_cycle();
  EXPECT_TRUE(may(iam, key, "kinesis:PutRecord", orders));
  ASSERT_TRUE(iam.call(&IamService::delete_user_policy, {.user_name = "producer", .policy_name = "puts"}));
  EXPECT_FALSE(may(iam, key, "kinesis:PutRecord", orders));
}

TEST(InlinePolicy, is_answered_percent_encoded_as_it_was_sent) {
  IamFixture iam;
  iam.create_user("ana");
  const auto document = allow("s3:Get*", "arn:aws:s3:::a b/*");
  ASSERT_TRUE(iam.call(&IamService::put_user_policy,
                       {.user_name = "ana", .policy_name = "reads", .policy_document = document}));
  iam.power_cycle();
  const auto policy = iam.call(&IamService::get_user_policy, {.user_name = "ana", .policy_name = "reads"});
  ASSERT_TRUE(policy);
  EXPECT_EQ(percent_decode(policy->policy_document), document);
  EXPECT_EQ(policy->policy_document.find_first_of("{\" *:/"), std::string::npos) << policy->policy_document;
  EXPECT_EQ(iam.call(&IamService::list_user_policies, {.user_name = "ana"})->policy_names,
            std::vector<std::string>{"reads"});
}

TEST(InlinePolicy, that_is_none_is_malformed_and_changes_nothing) {
  IamFixture iam;
  iam.create_user("ana");
  const auto error = iam.call(&IamService::put_user_policy,
                              {.user_name = "ana", .policy_name = "reads", .policy_document = "{\"Version\":"});
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().code, "MalformedPolicyDocument");
  EXPECT_EQ(error.error().status, 400);
  EXPECT_TRUE(iam.call(&IamService::list_user_policies, {.user_name = "ana"})->policy_names.empty());
}

TEST(InlinePolicy, that_is_not_there_cannot_be_found) {
  IamFixture iam;
  iam.create_user("ana");
  const std::string text = "NoSuchEntity: The user policy with name reads cannot be found.";
  EXPECT_EQ(iam.error_of(&IamService::get_user_policy, {.user_name = "ana", .policy_name = "reads"}), text);
  EXPECT_EQ(iam.error_of(&IamService::delete_user_policy, {.user_name = "ana", .policy_name = "reads"}), text);
}

// White space is free; all policies of a user count together.
TEST(InlinePolicy, is_bounded_by_the_characters_of_all_of_a_user) {
  IamFixture iam;
  iam.create_user("ana");
  const auto put = [&](const std::string& name, std::size_t resource_chars, std::size_t spaces) {
    return iam.error_of(&IamService::put_user_policy,
                        {.user_name = "ana",
                         .policy_name = name,
                         .policy_document = allow("s3:*", "arn:aws:s3:::" + std::string(resource_chars, 'b')) +
                                            std::string(spaces, ' ')});
  };
  EXPECT_EQ(put("a", 1'000, 5'000), "");
  EXPECT_EQ(put("b", 1'000, 0), "LimitExceeded: Maximum policy size of 2048 bytes exceeded for user ana");
  EXPECT_EQ(put("b", 500, 0), "");
  EXPECT_EQ(put("a", 100, 0), "");
  EXPECT_EQ(put("c", 800, 0), "");
}

}  // namespace
}  // namespace penstock::iam
