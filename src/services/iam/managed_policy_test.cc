#include <gtest/gtest.h>

#include "base/percent.h"
#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

constexpr const char* s3_full = "arn:aws:iam::aws:policy/AmazonS3FullAccess";

std::vector<std::string> version_ids(const std::vector<PolicyVersion>& versions) {
  std::vector<std::string> ids;
  for (const auto& version : versions) ids.push_back(*version.version_id);
  return ids;
}

TEST(ManagedPolicy, is_described_by_get_and_less_by_its_creation) {
  IamFixture iam;
  const auto made = iam.call(&IamService::create_policy, {.policy_name = "reads",
                                                          .path = "/team/",
                                                          .policy_document = allow("s3:GetObject"),
                                                          .description = "reads objects"});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->policy->arn, "arn:aws:iam::000000000000:policy/team/reads");
  EXPECT_FALSE(made->policy->description);
  EXPECT_FALSE(made->policy->tags);
  iam.power_cycle();
  const auto policy = *iam.call(&IamService::get_policy, {.policy_arn = *made->policy->arn})->policy;
  EXPECT_EQ(policy.policy_id, made->policy->policy_id);
  EXPECT_TRUE(policy.policy_id->starts_with("ANPA"));
  EXPECT_EQ(policy.default_version_id, "v1");
  EXPECT_EQ(policy.description, "reads objects");
  EXPECT_EQ(policy.attachment_count, 0);
  EXPECT_TRUE(policy.tags);
  EXPECT_EQ(iam.error_of(&IamService::create_policy, {.policy_name = "Reads", .policy_document = allow("s3:*")}),
            "EntityAlreadyExists: A policy called Reads already exists. Duplicate names are not allowed.");
  EXPECT_EQ(iam.error_of(&IamService::get_policy, {.policy_arn = "arn:aws:iam::000000000000:policy/reads"}),
            "NoSuchEntity: Policy arn:aws:iam::000000000000:policy/reads was not found.");
}

TEST(ManagedPolicy, of_aws_is_there_and_attachable) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana").access_key_id;
  ASSERT_TRUE(iam.call(&IamService::attach_user_policy, {.user_name = "ana", .policy_arn = s3_full}));
  EXPECT_TRUE(iam.may(key, "s3:DeleteBucket"));
  iam.power_cycle();
  EXPECT_TRUE(iam.may(key, "s3:DeleteBucket"));
  const auto policy = *iam.call(&IamService::get_policy, {.policy_arn = s3_full})->policy;
  EXPECT_EQ(policy.policy_name, "AmazonS3FullAccess");
  EXPECT_EQ(policy.attachment_count, 1);
  const auto version =
      iam.call(&IamService::get_policy_version, {.policy_arn = s3_full, .version_id = *policy.default_version_id});
  ASSERT_TRUE(version);
  EXPECT_NE(percent_decode(*version->policy_version->document)->find("s3:*"), std::string::npos);
  EXPECT_TRUE(iam.directory().find_managed_policy(s3_full));
}

TEST(ManagedPolicy, decides_by_its_default_version) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana").access_key_id;
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  ASSERT_TRUE(iam.call(&IamService::attach_user_policy, {.user_name = "ana", .policy_arn = arn}));
  EXPECT_TRUE(iam.may(key, "s3:GetObject"));
  ASSERT_TRUE(
      iam.call(&IamService::create_policy_version, {.policy_arn = arn, .policy_document = allow("s3:PutObject")}));
  EXPECT_FALSE(iam.may(key, "s3:PutObject"));
  ASSERT_TRUE(iam.call(&IamService::set_default_policy_version, {.policy_arn = arn, .version_id = "v2"}));
  EXPECT_TRUE(iam.may(key, "s3:PutObject"));
  EXPECT_FALSE(iam.may(key, "s3:GetObject"));
  const auto made = iam.call(&IamService::create_policy_version,
                             {.policy_arn = arn, .policy_document = allow("s3:List*"), .set_as_default = true});
  EXPECT_EQ(made->policy_version->version_id, "v3");
  EXPECT_TRUE(*made->policy_version->is_default_version);
  EXPECT_TRUE(iam.may(key, "s3:ListBucket"));
  iam.power_cycle();
  EXPECT_TRUE(iam.may(key, "s3:ListBucket"));
  EXPECT_EQ(version_ids(*iam.call(&IamService::list_policy_versions, {.policy_arn = arn})->versions),
            (std::vector<std::string>{"v3", "v2", "v1"}));
}

TEST(ManagedPolicy, has_five_versions_at_most_and_never_a_number_twice) {
  IamFixture iam;
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  const auto add = [&] {
    return iam.error_of(&IamService::create_policy_version, {.policy_arn = arn, .policy_document = allow("s3:*")});
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(add(), "");
  EXPECT_EQ(add(),
            "LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must "
            "delete an existing version.");
  ASSERT_TRUE(iam.call(&IamService::delete_policy_version, {.policy_arn = arn, .version_id = "v5"}));
  EXPECT_EQ(add(), "");
  const auto first = iam.call(&IamService::list_policy_versions, {.policy_arn = arn, .max_items = 2});
  EXPECT_EQ(version_ids(*first->versions), (std::vector<std::string>{"v6", "v4"}));
  const auto second = iam.call(&IamService::list_policy_versions, {.policy_arn = arn, .marker = first->marker});
  EXPECT_EQ(version_ids(*second->versions), (std::vector<std::string>{"v3", "v2", "v1"}));
}

TEST(ManagedPolicy, has_versions_that_are_named_as_aws_does_when_they_are_wrong) {
  IamFixture iam;
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  const std::string ghost = "arn:aws:iam::000000000000:policy/ghost";
  const std::string end = " does not exist or is not attachable.";
  EXPECT_EQ(iam.error_of(&IamService::get_policy_version, {.policy_arn = ghost, .version_id = "v1"}),
            "NoSuchEntity: Policy " + ghost + " version v1" + end);
  EXPECT_EQ(iam.error_of(&IamService::get_policy_version, {.policy_arn = arn, .version_id = "v9"}),
            "NoSuchEntity: Policy " + arn + " version v9" + end);
  EXPECT_EQ(iam.error_of(&IamService::set_default_policy_version, {.policy_arn = ghost, .version_id = "v1"}),
            "NoSuchEntity: Policy " + ghost + " version v1" + end);
  EXPECT_EQ(iam.error_of(&IamService::delete_policy_version, {.policy_arn = arn, .version_id = "v1"}),
            "DeleteConflict: Cannot delete the default version of a policy.");
}

TEST(ManagedPolicy, is_named_by_an_arn_of_one) {
  IamFixture iam;
  for (const std::string arn : {"not-the-arn-of-a-policy", "arn:aws:s3:::a-bucket-of-some-name",
                                "arn:aws:iam::000000000000:user/ana", "arn:aws:iam::000000000000:policy/"}) {
    const auto refused = "ValidationException: ARN " + arn + " is not valid.";
    EXPECT_EQ(iam.error_of(&IamService::get_policy, {.policy_arn = arn}), refused);
    EXPECT_EQ(iam.error_of(&IamService::delete_policy, {.policy_arn = arn}), refused);
    EXPECT_EQ(
        iam.error_of(&IamService::create_policy_version, {.policy_arn = arn, .policy_document = allow("s3:GetObject")}),
        refused);
    EXPECT_EQ(iam.error_of(&IamService::get_policy_version, {.policy_arn = arn, .version_id = "v1"}), refused);
    EXPECT_EQ(iam.error_of(&IamService::list_policy_versions, {.policy_arn = arn}), refused);
    EXPECT_EQ(iam.error_of(&IamService::delete_policy_version, {.policy_arn = arn, .version_id = "v1"}), refused);
    EXPECT_EQ(iam.error_of(&IamService::set_default_policy_version, {.policy_arn = arn, .version_id = "v1"}), refused);
    EXPECT_EQ(iam.error_of(&IamService::list_entities_for_policy, {.policy_arn = arn}), refused);
    EXPECT_EQ(iam.error_of(&IamService::tag_policy, {.policy_arn = arn, .tags = {{"a", "1"}}}), refused);
    EXPECT_EQ(iam.error_of(&IamService::untag_policy, {.policy_arn = arn, .tag_keys = {"a"}}), refused);
    EXPECT_EQ(iam.error_of(&IamService::list_policy_tags, {.policy_arn = arn}), refused);
  }
}

TEST(ManagedPolicy, of_aws_is_changed_by_nobody) {
  IamFixture iam;
  const std::string refused = "AccessDenied: Policy is outside your own account.";
  EXPECT_EQ(iam.error_of(&IamService::delete_policy, {.policy_arn = s3_full}), refused);
  EXPECT_EQ(iam.error_of(&IamService::create_policy_version,
                         {.policy_arn = s3_full, .policy_document = allow("s3:GetObject")}),
            refused);
  EXPECT_EQ(iam.error_of(&IamService::delete_policy_version, {.policy_arn = s3_full, .version_id = "v2"}), refused);
  EXPECT_EQ(iam.error_of(&IamService::set_default_policy_version, {.policy_arn = s3_full, .version_id = "v1"}),
            refused);
  EXPECT_TRUE(iam.call(&IamService::get_policy, {.policy_arn = s3_full}));
}

TEST(ManagedPolicy, is_bounded_in_characters_that_are_no_white_space) {
  IamFixture iam;
  const auto create = [&](std::size_t chars) {
    return iam.error_of(
        &IamService::create_policy,
        {.policy_name = "long",
         .policy_document = allow("s3:*", "arn:aws:s3:::" + std::string(chars, 'b')) + std::string(9'000, ' ')});
  };
  EXPECT_EQ(create(6'144), "LimitExceeded: Cannot exceed quota for PolicySize: 6144");
  EXPECT_EQ(create(6'000), "");
}

TEST(ManagedPolicy, is_attached_once_to_what_exists) {
  IamFixture iam;
  iam.create_user("ana");
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  const auto attach = [&](std::string policy) {
    return iam.error_of(&IamService::attach_user_policy, {.user_name = "ana", .policy_arn = std::move(policy)});
  };
  EXPECT_EQ(attach(arn), "");
  EXPECT_EQ(attach(arn), "");
  EXPECT_EQ(iam.call(&IamService::list_attached_user_policies, {.user_name = "ana"})->attached_policies->size(), 1U);
  EXPECT_EQ(attach("longpolicynamebutnoarn"), "ValidationException: ARN longpolicynamebutnoarn is not valid.");
  const std::string ghost = "arn:aws:iam::000000000000:policy/ghost";
  EXPECT_EQ(attach(ghost), "NoSuchEntity: Policy " + ghost + " does not exist or is not attachable.");
  EXPECT_EQ(iam.error_of(&IamService::detach_user_policy, {.user_name = "ana", .policy_arn = s3_full}),
            "NoSuchEntity: Policy " + std::string(s3_full) + " was not found.");
  ASSERT_TRUE(iam.call(&IamService::detach_user_policy, {.user_name = "ana", .policy_arn = arn}));
  EXPECT_TRUE(iam.call(&IamService::list_attached_user_policies, {.user_name = "ana"})->attached_policies->empty());
}

TEST(ManagedPolicy, is_one_of_ten_that_are_attached_at_most) {
  IamFixture iam;
  iam.create_role("loader");
  for (int i = 0; i < 10; ++i) {
    const auto arn = iam.create_policy("policy-" + std::to_string(i), allow("s3:GetObject"));
    ASSERT_TRUE(iam.call(&IamService::attach_role_policy, {.role_name = "loader", .policy_arn = arn}));
  }
  EXPECT_EQ(iam.error_of(&IamService::attach_role_policy, {.role_name = "loader", .policy_arn = s3_full}),
            "LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10");
}

TEST(ManagedPolicy, names_the_entities_that_use_it) {
  IamFixture iam;
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  iam.create_user("ana");
  iam.create_group("crew");
  iam.create_role("loader");
  ASSERT_TRUE(iam.call(&IamService::attach_user_policy, {.user_name = "ana", .policy_arn = arn}));
  ASSERT_TRUE(iam.call(&IamService::attach_group_policy, {.group_name = "crew", .policy_arn = arn}));
  ASSERT_TRUE(
      iam.call(&IamService::put_role_permissions_boundary, {.role_name = "loader", .permissions_boundary = arn}));
  const auto list = [&](ListEntitiesForPolicyInput in) {
    in.policy_arn = arn;
    return *iam.call(&IamService::list_entities_for_policy, std::move(in));
  };
  const auto all = list({});
  EXPECT_EQ(all.policy_groups->at(0).group_name, "crew");
  EXPECT_EQ(all.policy_users->at(0).user_name, "ana");
  EXPECT_EQ(all.policy_roles->at(0).role_name, "loader");
  EXPECT_TRUE(list({.entity_filter = "User"}).policy_groups->empty());
  EXPECT_TRUE(list({.policy_usage_filter = "PermissionsPolicy"}).policy_roles->empty());
  EXPECT_TRUE(list({.policy_usage_filter = "PermissionsBoundary"}).policy_users->empty());
  const auto page = list({.max_items = 2});
  EXPECT_TRUE(page.policy_roles->empty());
  EXPECT_EQ(list({.marker = page.marker}).policy_roles->size(), 1U);
  const auto policy = *iam.call(&IamService::get_policy, {.policy_arn = arn})->policy;
  EXPECT_EQ(policy.attachment_count, 2);
  EXPECT_EQ(policy.permissions_boundary_usage_count, 1);
}

TEST(ManagedPolicy, is_deleted_once_nobody_uses_it_and_one_version_is_left) {
  IamFixture iam;
  iam.create_user("ana");
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  ASSERT_TRUE(iam.call(&IamService::attach_user_policy, {.user_name = "ana", .policy_arn = arn}));
  ASSERT_TRUE(
      iam.call(&IamService::create_policy_version, {.policy_arn = arn, .policy_document = allow("s3:PutObject")}));
  const auto remove = [&] { return iam.error_of(&IamService::delete_policy, {.policy_arn = arn}); };
  EXPECT_EQ(remove(), "DeleteConflict: Cannot delete a policy attached to entities.");
  ASSERT_TRUE(iam.call(&IamService::detach_user_policy, {.user_name = "ana", .policy_arn = arn}));
  EXPECT_EQ(remove(),
            "DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the "
            "policy's versions. The default version is deleted with the policy.");
  ASSERT_TRUE(iam.call(&IamService::delete_policy_version, {.policy_arn = arn, .version_id = "v2"}));
  EXPECT_EQ(remove(), "");
  EXPECT_EQ(remove(), "NoSuchEntity: Policy " + arn + " was not found.");
  EXPECT_FALSE(iam.directory().find_managed_policy(arn));
}

TEST(ManagedPolicy, are_listed_by_scope_use_and_path) {
  IamFixture iam;
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  iam.create_user("ana");
  ASSERT_TRUE(iam.call(&IamService::attach_user_policy, {.user_name = "ana", .policy_arn = s3_full}));
  const auto list = [&](ListPoliciesInput in) {
    in.max_items = 1'000;
    return *iam.call(&IamService::list_policies, std::move(in))->policies;
  };
  const auto local = list({.scope = "Local"});
  ASSERT_EQ(local.size(), 1U);
  EXPECT_EQ(local[0].arn, arn);
  const auto attached = list({.only_attached = true});
  ASSERT_EQ(attached.size(), 1U);
  EXPECT_EQ(attached[0].arn, s3_full);
  const auto service_roles = list({.scope = "AWS", .path_prefix = "/service-role/"});
  ASSERT_FALSE(service_roles.empty());
  for (const auto& policy : service_roles) EXPECT_EQ(policy.path, "/service-role/");
  EXPECT_EQ(list({}).size(), list({.scope = "AWS"}).size() + 1);
  const auto page = iam.call(&IamService::list_policies, {.scope = "AWS", .max_items = 2});
  const auto next = iam.call(&IamService::list_policies, {.scope = "AWS", .marker = page->marker, .max_items = 2});
  EXPECT_LT(page->policies->at(1).arn, next->policies->at(0).arn);
}

TEST(ManagedPolicy, has_tags_whose_keys_differ_in_case) {
  IamFixture iam;
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  ASSERT_TRUE(iam.call(&IamService::tag_policy, {.policy_arn = arn, .tags = {{"a", "1"}, {"A", "2"}}}));
  EXPECT_EQ(iam.call(&IamService::list_policy_tags, {.policy_arn = arn})->tags.size(), 2U);
  EXPECT_EQ(iam.error_of(&IamService::tag_policy, {.policy_arn = arn, .tags = {{"b", "1"}, {"b", "2"}}}),
            "InvalidInput: Duplicate tag keys found.");
  ASSERT_TRUE(iam.call(&IamService::untag_policy, {.policy_arn = arn, .tag_keys = {"a"}}));
  EXPECT_EQ(iam.call(&IamService::list_policy_tags, {.policy_arn = arn})->tags.at(0).key, "A");
  EXPECT_EQ(iam.error_of(&IamService::list_policy_tags, {.policy_arn = "arn:aws:iam::000000000000:policy/ghost"}),
            "NoSuchEntity: Policy arn:aws:iam::000000000000:policy/ghost was not found.");
}

}  // namespace
}  // namespace penstock::iam
