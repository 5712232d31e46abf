#include <gtest/gtest.h>

#include "base/percent.h"
#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

constexpr const char* orders = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
constexpr const char* others = "arn:aws:kinesis:us-east-1:000000000000:stream/others";

// A producer that is denied, then granted one stream.
TEST(InlinePolicy, grants_from_the_next_look_up_on) {
  IamFixture iam;
  iam.create_user("producer");
  const auto key = iam.create_key("producer").access_key_id;
  EXPECT_FALSE(iam.may(key, "kinesis:PutRecord", orders));
  ASSERT_TRUE(iam.call(
      &IamService::put_user_policy,
      {.user_name = "producer", .policy_name = "puts", .policy_document = allow("kinesis:PutRecord", orders)}));
  EXPECT_TRUE(iam.may(key, "kinesis:PutRecord", orders));
  EXPECT_FALSE(iam.may(key, "kinesis:PutRecord", others));
  iam.power_cycle();
  EXPECT_TRUE(iam.may(key, "kinesis:PutRecord", orders));
  ASSERT_TRUE(iam.call(&IamService::delete_user_policy, {.user_name = "producer", .policy_name = "puts"}));
  EXPECT_FALSE(iam.may(key, "kinesis:PutRecord", orders));
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

TEST(InlinePolicy, of_a_group_binds_its_members_and_one_of_a_role_the_role) {
  IamFixture iam;
  iam.create_user("ana");
  iam.create_group("crew");
  iam.create_role("loader");
  const auto key = iam.create_key("ana").access_key_id;
  ASSERT_TRUE(iam.call(&IamService::add_user_to_group, {.group_name = "crew", .user_name = "ana"}));
  ASSERT_TRUE(iam.call(&IamService::put_group_policy,
                       {.group_name = "crew", .policy_name = "reads", .policy_document = allow("s3:GetObject")}));
  ASSERT_TRUE(iam.call(&IamService::put_role_policy,
                       {.role_name = "loader", .policy_name = "writes", .policy_document = allow("s3:PutObject")}));
  EXPECT_TRUE(iam.may(key, "s3:GetObject"));
  EXPECT_EQ(iam.directory().find_role(account_number, "loader")->policies.at(0).name, "writes");
  iam.power_cycle();
  EXPECT_TRUE(iam.may(key, "s3:GetObject"));
  EXPECT_EQ(iam.call(&IamService::list_group_policies, {.group_name = "crew"})->policy_names.size(), 1U);
  EXPECT_EQ(iam.call(&IamService::get_role_policy, {.role_name = "loader", .policy_name = "writes"})->role_name,
            "loader");
  EXPECT_EQ(iam.error_of(&IamService::get_group_policy, {.group_name = "crew", .policy_name = "x"}),
            "NoSuchEntity: The group policy with name x cannot be found.");
  EXPECT_EQ(iam.error_of(&IamService::delete_role_policy, {.role_name = "loader", .policy_name = "x"}),
            "NoSuchEntity: The role policy with name x cannot be found.");
  ASSERT_TRUE(iam.call(&IamService::delete_group_policy, {.group_name = "crew", .policy_name = "reads"}));
  ASSERT_TRUE(iam.call(&IamService::delete_role_policy, {.role_name = "loader", .policy_name = "writes"}));
  EXPECT_FALSE(iam.may(key, "s3:GetObject"));
  EXPECT_TRUE(iam.directory().find_role(account_number, "loader")->policies.empty());
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
