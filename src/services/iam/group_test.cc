#include <gtest/gtest.h>

#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

std::vector<std::string> names(const std::vector<Group>& groups) {
  std::vector<std::string> names;
  for (const auto& group : groups) names.push_back(group.group_name);
  return names;
}

TEST(Group, is_created_listed_renamed_and_survives_a_restart) {
  IamFixture iam;
  const auto made = iam.call(&IamService::create_group, {.path = "/ops/", .group_name = "Crew"});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->group.arn, "arn:aws:iam::000000000000:group/ops/Crew");
  EXPECT_TRUE(made->group.group_id.starts_with("AGPA"));
  EXPECT_EQ(iam.error_of(&IamService::create_group, {.group_name = "crew"}),
            "EntityAlreadyExists: Group with name crew already exists.");
  ASSERT_TRUE(iam.call(&IamService::update_group, {.group_name = "crew", .new_path = "/", .new_group_name = "team"}));
  iam.power_cycle();
  EXPECT_EQ(iam.call(&IamService::get_group, {.group_name = "team"})->group.group_id, made->group.group_id);
  EXPECT_EQ(names(iam.call(&IamService::list_groups, {})->groups), std::vector<std::string>{"team"});
  EXPECT_TRUE(iam.call(&IamService::list_groups, {.path_prefix = "/ops/"})->groups.empty());
}

TEST(Group, that_is_not_there_cannot_be_found) {
  IamFixture iam;
  iam.create_user("ana");
  const std::string text = "NoSuchEntity: The group with name ghosts cannot be found.";
  EXPECT_EQ(iam.error_of(&IamService::get_group, {.group_name = "ghosts"}), text);
  EXPECT_EQ(iam.error_of(&IamService::update_group, {.group_name = "ghosts"}), text);
  EXPECT_EQ(iam.error_of(&IamService::delete_group, {.group_name = "ghosts"}), text);
  EXPECT_EQ(iam.error_of(&IamService::add_user_to_group, {.group_name = "ghosts", .user_name = "ana"}), text);
  EXPECT_EQ(iam.error_of(&IamService::remove_user_from_group, {.group_name = "ghosts", .user_name = "ana"}), text);
  EXPECT_EQ(iam.error_of(&IamService::remove_user_from_group, {.group_name = "ghosts", .user_name = "ben"}),
            "NoSuchEntity: The user with name ben cannot be found.");
}

TEST(Group, has_members_whatever_it_and_they_are_called_later) {
  IamFixture iam;
  iam.create_group("crew");
  for (const auto* user : {"ben", "Ana"}) {
    iam.create_user(user);
    ASSERT_TRUE(iam.call(&IamService::add_user_to_group, {.group_name = "crew", .user_name = user}));
    ASSERT_TRUE(iam.call(&IamService::add_user_to_group, {.group_name = "crew", .user_name = user}));
  }
  ASSERT_TRUE(iam.call(&IamService::update_group, {.group_name = "crew", .new_group_name = "team"}));
  ASSERT_TRUE(iam.call(&IamService::update_user, {.user_name = "ben", .new_user_name = "bert"}));
  iam.power_cycle();
  const auto first = iam.call(&IamService::get_group, {.group_name = "team", .max_items = 1});
  ASSERT_EQ(first->users.size(), 1U);
  EXPECT_EQ(first->users[0].user_name, "Ana");
  EXPECT_TRUE(*first->is_truncated);
  const auto rest = iam.call(&IamService::get_group, {.group_name = "team", .marker = first->marker});
  ASSERT_EQ(rest->users.size(), 1U);
  EXPECT_EQ(rest->users[0].user_name, "bert");
  EXPECT_EQ(names(iam.call(&IamService::list_groups_for_user, {.user_name = "bert"})->groups),
            std::vector<std::string>{"team"});
  ASSERT_TRUE(iam.call(&IamService::remove_user_from_group, {.group_name = "team", .user_name = "bert"}));
  ASSERT_TRUE(iam.call(&IamService::remove_user_from_group, {.group_name = "team", .user_name = "bert"}));
  EXPECT_TRUE(iam.call(&IamService::list_groups_for_user, {.user_name = "bert"})->groups.empty());
}

TEST(Group, is_one_of_ten_of_a_user_at_most) {
  IamFixture iam;
  iam.create_user("ana");
  for (int i = 0; i < 11; ++i) iam.create_group("group-" + std::to_string(i));
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(
        iam.call(&IamService::add_user_to_group, {.group_name = "group-" + std::to_string(i), .user_name = "ana"}));
  }
  EXPECT_EQ(iam.error_of(&IamService::add_user_to_group, {.group_name = "group-10", .user_name = "ana"}),
            "LimitExceeded: Cannot exceed quota for GroupsPerUser: 10");
}

TEST(Group, grants_to_whoever_joins_until_they_leave) {
  IamFixture iam;
  iam.create_user("ana");
  iam.create_group("crew");
  const auto key = iam.create_key("ana").access_key_id;
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  ASSERT_TRUE(iam.call(&IamService::attach_group_policy, {.group_name = "crew", .policy_arn = arn}));
  EXPECT_FALSE(iam.may(key, "s3:GetObject"));
  ASSERT_TRUE(iam.call(&IamService::add_user_to_group, {.group_name = "crew", .user_name = "ana"}));
  EXPECT_TRUE(iam.may(key, "s3:GetObject"));
  ASSERT_TRUE(iam.call(&IamService::remove_user_from_group, {.group_name = "crew", .user_name = "ana"}));
  EXPECT_FALSE(iam.may(key, "s3:GetObject"));
}

TEST(Group, is_deleted_once_it_is_bare) {
  IamFixture iam;
  iam.create_user("ana");
  iam.create_group("crew");
  ASSERT_TRUE(iam.call(&IamService::add_user_to_group, {.group_name = "crew", .user_name = "ana"}));
  EXPECT_EQ(iam.error_of(&IamService::delete_group, {.group_name = "crew"}),
            "DeleteConflict: Cannot delete entity, must remove users from group first.");
  EXPECT_EQ(iam.error_of(&IamService::delete_user, {.user_name = "ana"}),
            "DeleteConflict: Cannot delete entity, must remove users from group first.");
  ASSERT_TRUE(iam.call(&IamService::remove_user_from_group, {.group_name = "crew", .user_name = "ana"}));
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  ASSERT_TRUE(iam.call(&IamService::attach_group_policy, {.group_name = "crew", .policy_arn = arn}));
  EXPECT_EQ(iam.error_of(&IamService::delete_group, {.group_name = "crew"}),
            "DeleteConflict: Cannot delete entity, must detach all policies first.");
  ASSERT_TRUE(iam.call(&IamService::detach_group_policy, {.group_name = "crew", .policy_arn = arn}));
  EXPECT_TRUE(iam.call(&IamService::delete_group, {.group_name = "crew"}));
}

}  // namespace
}  // namespace penstock::iam
