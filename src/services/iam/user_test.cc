#include <gtest/gtest.h>

#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

User get(IamFixture& iam, const std::string& name) {
  return iam.call(&IamService::get_user, {.user_name = name})->user;
}

std::vector<std::string> names(const std::vector<User>& users) {
  std::vector<std::string> names;
  for (const auto& user : users) names.push_back(*user.user_name);
  return names;
}

TEST(User, is_created_with_path_and_tags_and_survives_a_restart) {
  IamFixture iam;
  const auto created =
      iam.call(&IamService::create_user,
               {.path = "/team/", .user_name = "Ana", .tags = std::vector<Tag>{{"stage", "test"}, {"Cost", "low"}}});
  ASSERT_TRUE(created);
  iam.power_cycle();
  const auto user = get(iam, "Ana");
  EXPECT_EQ(user.arn, "arn:aws:iam::000000000000:user/team/Ana");
  EXPECT_EQ(user.path, "/team/");
  EXPECT_EQ(user.user_id, created->user->user_id);
  EXPECT_EQ(user.create_date, from_millis(1'700'000'000'000));
  ASSERT_TRUE(user.tags);
  ASSERT_EQ(user.tags->size(), 2U);
  EXPECT_EQ(user.tags->at(0).key, "Cost");
}

TEST(User, has_an_id_that_begins_with_its_kind_and_the_account) {
  IamFixture iam;
  iam.create_user("ana");
  const auto id = get(iam, "ana").user_id;
  EXPECT_EQ(id.size(), 21U);
  EXPECT_TRUE(id.starts_with("AIDAQAAAAAAA")) << id;
}

TEST(User, is_found_and_refused_whatever_the_case_of_its_name) {
  IamFixture iam;
  iam.create_user("Ana");
  EXPECT_EQ(get(iam, "aNA").user_name, "Ana");
  EXPECT_EQ(iam.error_of(&IamService::create_user, {.user_name = "ANA"}),
            "EntityAlreadyExists: User with name ANA already exists.");
}

TEST(User, that_is_not_there_cannot_be_found) {
  IamFixture iam;
  const std::string text = "NoSuchEntity: The user with name ghost cannot be found.";
  EXPECT_EQ(iam.error_of(&IamService::get_user, {.user_name = "ghost"}), text);
  EXPECT_EQ(iam.error_of(&IamService::update_user, {.user_name = "ghost"}), text);
  EXPECT_EQ(iam.error_of(&IamService::delete_user, {.user_name = "ghost"}), text);
  EXPECT_EQ(iam.error_of(&IamService::create_access_key, {.user_name = "ghost"}), text);
  EXPECT_EQ(iam.error_of(&IamService::list_user_policies, {.user_name = "ghost"}), text);
}

TEST(User, refuses_tags_with_the_same_key_in_two_cases) {
  IamFixture iam;
  EXPECT_EQ(iam.error_of(&IamService::create_user,
                         {.user_name = "ana", .tags = std::vector<Tag>{{"stage", "a"}, {"Stage", "b"}}}),
            "InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  EXPECT_FALSE(iam.call(&IamService::get_user, {.user_name = "ana"}));
}

TEST(User, refuses_tags_whose_keys_are_those_of_aws) {
  IamFixture iam;
  const std::string refused = "InvalidInput: Tag keys beginning with aws: are reserved for system use.";
  EXPECT_EQ(iam.error_of(&IamService::create_user, {.user_name = "ana", .tags = std::vector<Tag>{{"aws:team", "a"}}}),
            refused);
  ASSERT_TRUE(iam.call(&IamService::create_user, {.user_name = "ana", .tags = std::vector<Tag>{{"awsteam", "a"}}}));
  EXPECT_EQ(iam.error_of(&IamService::tag_user, {.user_name = "ana", .tags = {{"team", "a"}, {"AWS:", "b"}}}), refused);
  EXPECT_EQ(iam.call(&IamService::list_user_tags, {.user_name = "ana"})->tags.size(), 1U);
  const auto arn = iam.create_policy("reads", allow("s3:GetObject"));
  EXPECT_EQ(iam.error_of(&IamService::tag_policy, {.policy_arn = arn, .tags = {{"aws:team", "a"}}}), refused);
}

TEST(User, without_a_name_in_the_request_is_the_caller_itself) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana");
  iam.act_as(key.access_key_id);
  EXPECT_EQ(iam.call(&IamService::get_user, {})->user.user_name, "ana");
}

TEST(User, without_a_name_in_the_request_is_the_root_when_that_asks) {
  IamFixture iam;
  iam.pass(Millis{60'000});
  const auto user = iam.call(&IamService::get_user, {})->user;
  EXPECT_EQ(user.arn, "arn:aws:iam::000000000000:root");
  EXPECT_EQ(user.user_id, "000000000000");
  EXPECT_EQ(user.create_date, from_millis(1'700'000'000'000));
}

TEST(User, without_a_name_in_the_request_is_nobody_for_a_role_session) {
  IamFixture iam;
  iam.caller.principal = std::make_shared<const policy::Principal>(
      policy::Principal{.kind = policy::PrincipalKind::role_session, .account = account_number});
  EXPECT_EQ(iam.error_of(&IamService::get_user, {}),
            "ValidationException: Must specify userName when calling with non-User credentials");
}

TEST(User, keeps_id_keys_and_policies_under_a_new_name_and_path) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana");
  const auto id = get(iam, "ana").user_id;
  ASSERT_TRUE(iam.call(&IamService::update_user, {.user_name = "ana", .new_path = "/a/", .new_user_name = "anna"}));
  EXPECT_EQ(iam.directory().find_key(key.access_key_id)->principal->arn, "arn:aws:iam::000000000000:user/a/anna");
  iam.power_cycle();
  EXPECT_EQ(get(iam, "anna").user_id, id);
  EXPECT_FALSE(iam.call(&IamService::get_user, {.user_name = "ana"}));
  EXPECT_EQ(iam.directory().find_key(key.access_key_id)->principal->name, "anna");
}

TEST(User, takes_no_name_of_another_one_but_its_own_in_another_case) {
  IamFixture iam;
  iam.create_user("ana");
  iam.create_user("ben");
  EXPECT_EQ(iam.error_of(&IamService::update_user, {.user_name = "ana", .new_user_name = "BEN"}),
            "EntityAlreadyExists: User with name BEN already exists.");
  EXPECT_TRUE(iam.call(&IamService::update_user, {.user_name = "ana", .new_user_name = "ANA"}));
  EXPECT_EQ(get(iam, "ana").user_name, "ANA");
}

TEST(User, are_listed_by_name_in_pages_and_below_a_path) {
  IamFixture iam;
  for (const auto* name : {"dora", "Ana", "carl", "ben"}) {
    const std::string path = name[0] == 'c' ? "/crew/" : "/";
    ASSERT_TRUE(iam.call(&IamService::create_user, {.path = path, .user_name = name}));
  }
  const auto first = iam.call(&IamService::list_users, {.max_items = 3});
  EXPECT_EQ(names(first->users), (std::vector<std::string>{"Ana", "ben", "carl"}));
  EXPECT_TRUE(*first->is_truncated);
  const auto second = iam.call(&IamService::list_users, {.marker = first->marker, .max_items = 3});
  EXPECT_EQ(names(second->users), std::vector<std::string>{"dora"});
  EXPECT_FALSE(*second->is_truncated);
  EXPECT_FALSE(second->marker);
  const auto crew = iam.call(&IamService::list_users, {.path_prefix = "/cr"});
  EXPECT_EQ(names(crew->users), std::vector<std::string>{"carl"});
  EXPECT_EQ(iam.error_of(&IamService::list_users, {.marker = "no marker"}), "ValidationException: Invalid Marker.");
}

TEST(User, is_deleted_once_nothing_is_attached) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana");
  ASSERT_TRUE(iam.call(&IamService::put_user_policy,
                       {.user_name = "ana", .policy_name = "reads", .policy_document = allow("s3:GetObject")}));
  EXPECT_EQ(iam.error_of(&IamService::delete_user, {.user_name = "ana"}),
            "DeleteConflict: Cannot delete entity, must delete policies first.");
  ASSERT_TRUE(iam.call(&IamService::delete_user_policy, {.user_name = "ana", .policy_name = "reads"}));
  EXPECT_EQ(iam.error_of(&IamService::delete_user, {.user_name = "ana"}),
            "DeleteConflict: Cannot delete entity, must delete access keys first.");
  ASSERT_TRUE(iam.call(&IamService::delete_access_key, {.user_name = "ana", .access_key_id = key.access_key_id}));
  const auto id = get(iam, "ana").user_id;
  EXPECT_TRUE(iam.directory().find_user_by_id(id));
  ASSERT_TRUE(iam.call(&IamService::delete_user, {.user_name = "ana"}));
  EXPECT_FALSE(iam.directory().find_user_by_id(id));
  iam.power_cycle();
  EXPECT_FALSE(iam.call(&IamService::get_user, {.user_name = "ana"}));
}

TEST(User, is_not_created_when_the_disk_refuses) {
  IamFixture iam;
  iam.store().fail_next_write();
  EXPECT_EQ(iam.call(&IamService::create_user, {.user_name = "ana"}).error().status, 503);
  EXPECT_FALSE(iam.call(&IamService::get_user, {.user_name = "ana"}));
  EXPECT_TRUE(iam.call(&IamService::create_user, {.user_name = "ana"}));
}

TEST(User, is_forgotten_by_a_reset) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana");
  ASSERT_TRUE(iam.executor().sync_wait(iam.service().reset()));
  EXPECT_FALSE(iam.call(&IamService::get_user, {.user_name = "ana"}));
  EXPECT_FALSE(iam.directory().find_any_key(key.access_key_id));
  iam.power_cycle();
  EXPECT_TRUE(iam.call(&IamService::list_users, {})->users.empty());
}

}  // namespace
}  // namespace penstock::iam
