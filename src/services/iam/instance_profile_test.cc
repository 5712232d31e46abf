#include <gtest/gtest.h>

#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

TEST(InstanceProfile, holds_one_role) {
  IamFixture iam;
  iam.create_role("loader");
  iam.create_role("other");
  const auto made =
      iam.call(&IamService::create_instance_profile, {.instance_profile_name = "machine", .path = "/fleet/"});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->instance_profile.arn, "arn:aws:iam::000000000000:instance-profile/fleet/machine");
  EXPECT_TRUE(made->instance_profile.instance_profile_id.starts_with("AIPA"));
  EXPECT_FALSE(made->instance_profile.tags);
  const auto add = [&](std::string role) {
    return iam.error_of(&IamService::add_role_to_instance_profile,
                        {.instance_profile_name = "machine", .role_name = std::move(role)});
  };
  EXPECT_EQ(add("loader"), "");
  EXPECT_EQ(add("other"), "LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
  EXPECT_EQ(add("ghost"), "NoSuchEntity: The role with name ghost cannot be found.");
  iam.power_cycle();
  const auto profile =
      iam.call(&IamService::get_instance_profile, {.instance_profile_name = "machine"})->instance_profile;
  ASSERT_EQ(profile.roles.size(), 1U);
  EXPECT_EQ(profile.roles[0].role_name, "loader");
  EXPECT_FALSE(profile.roles[0].max_session_duration);
  EXPECT_TRUE(profile.tags);
  EXPECT_EQ(iam.call(&IamService::list_instance_profiles_for_role, {.role_name = "loader"})->instance_profiles.size(),
            1U);
  EXPECT_TRUE(
      iam.call(&IamService::list_instance_profiles_for_role, {.role_name = "other"})->instance_profiles.empty());
  EXPECT_EQ(iam.call(&IamService::list_instance_profiles, {.path_prefix = "/fl"})->instance_profiles.size(), 1U);
}

TEST(InstanceProfile, is_deleted_once_it_is_empty) {
  IamFixture iam;
  iam.create_role("loader");
  ASSERT_TRUE(iam.call(&IamService::create_instance_profile, {.instance_profile_name = "machine"}));
  ASSERT_TRUE(
      iam.call(&IamService::add_role_to_instance_profile, {.instance_profile_name = "machine", .role_name = "loader"}));
  EXPECT_EQ(iam.error_of(&IamService::delete_instance_profile, {.instance_profile_name = "machine"}),
            "DeleteConflict: Cannot delete entity, must remove roles from instance profile first.");
  ASSERT_TRUE(iam.call(&IamService::remove_role_from_instance_profile,
                       {.instance_profile_name = "machine", .role_name = "loader"}));
  EXPECT_EQ(iam.error_of(&IamService::remove_role_from_instance_profile,
                         {.instance_profile_name = "machine", .role_name = "loader"}),
            "NoSuchEntity: Role loader in Instance Profile machine cannot be found.");
  ASSERT_TRUE(iam.call(&IamService::delete_instance_profile, {.instance_profile_name = "machine"}));
  EXPECT_EQ(iam.error_of(&IamService::get_instance_profile, {.instance_profile_name = "machine"}),
            "NoSuchEntity: Instance Profile machine cannot be found.");
}

TEST(InstanceProfile, is_created_once_and_tagged) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_instance_profile,
                       {.instance_profile_name = "machine", .tags = std::vector<Tag>{{"a", "1"}}}));
  EXPECT_EQ(iam.error_of(&IamService::create_instance_profile, {.instance_profile_name = "Machine"}),
            "EntityAlreadyExists: Instance Profile Machine already exists.");
  ASSERT_TRUE(iam.call(&IamService::tag_instance_profile, {.instance_profile_name = "machine", .tags = {{"b", "2"}}}));
  ASSERT_TRUE(iam.call(&IamService::untag_instance_profile, {.instance_profile_name = "machine", .tag_keys = {"a"}}));
  const auto tags = iam.call(&IamService::list_instance_profile_tags, {.instance_profile_name = "machine"})->tags;
  ASSERT_EQ(tags.size(), 1U);
  EXPECT_EQ(tags[0].key, "b");
}

}  // namespace
}  // namespace penstock::iam
