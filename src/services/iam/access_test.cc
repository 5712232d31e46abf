// What each operation asks the policies of its caller for.
#include <gtest/gtest.h>

#include "api/iam/model.h"
#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

template <class Input>
Result<AccessNeeds> needs(IamFixture& iam, const Operation& operation, const Input& in) {
  const auto entry = iam.service().entry();
  return entry.rule_of(operation)->needs(entry.service, iam.caller, &in);
}

// "iam:GetUser on arn:aws:iam::000000000000:user/ana"
template <class Input>
std::string need(IamFixture& iam, const Operation& operation, const Input& in) {
  const auto all = needs(iam, operation, in);
  if (!all) return all.error().code + ": " + all.error().message;
  return std::string(all->front().action) + " on " + all->front().resource;
}

std::vector<std::string> values(const AccessNeed& need, std::string_view key) {
  std::vector<std::string> values;
  for (const auto& [name, value] : need.context) {
    if (name == key) values.push_back(value);
  }
  return values;
}

using Values = std::vector<std::string>;

TEST(Access, knows_the_subject_of_every_operation) {
  IamFixture iam;
  const ServiceEntry entries[] = {iam.service().entry()};
  const auto whole = complete(entries);
  EXPECT_TRUE(whole) << whole.error().message;
}

TEST(Access, names_a_user_with_its_path_whether_or_not_it_is_there) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_user, {.path = "/team/", .user_name = "Ana"}));
  EXPECT_EQ(need(iam, operations::get_user, GetUserInput{.user_name = "ana"}),
            "iam:GetUser on arn:aws:iam::000000000000:user/team/Ana");
  EXPECT_EQ(need(iam, operations::get_user, GetUserInput{.user_name = "ghost"}),
            "iam:GetUser on arn:aws:iam::000000000000:user/ghost");
  EXPECT_EQ(need(iam, operations::create_user, CreateUserInput{.path = "/a/b/", .user_name = "ben"}),
            "iam:CreateUser on arn:aws:iam::000000000000:user/a/b/ben");
}

TEST(Access, to_oneself_is_asked_for_like_any_other) {
  IamFixture iam;
  iam.create_user("ana");
  iam.act_as(iam.create_key("ana").access_key_id);
  EXPECT_EQ(need(iam, operations::get_user, GetUserInput{}), "iam:GetUser on arn:aws:iam::000000000000:user/ana");
  iam.act_as_root();
  EXPECT_EQ(need(iam, operations::get_user, GetUserInput{}), "iam:GetUser on arn:aws:iam::000000000000:root");
}

TEST(Access, to_oneself_is_nothing_for_a_role_session) {
  IamFixture iam;
  iam.caller.principal = std::make_shared<const policy::Principal>(
      policy::Principal{.kind = policy::PrincipalKind::role_session, .account = account_number});
  EXPECT_EQ(need(iam, operations::get_user, GetUserInput{}),
            "ValidationException: Must specify userName when calling with non-User credentials");
}

TEST(Access, to_a_list_is_asked_for_by_the_path_that_it_begins_with) {
  IamFixture iam;
  EXPECT_EQ(need(iam, operations::list_users, ListUsersInput{}), "iam:ListUsers on arn:aws:iam::000000000000:user/");
  EXPECT_EQ(need(iam, operations::list_users, ListUsersInput{.path_prefix = "/team/"}),
            "iam:ListUsers on arn:aws:iam::000000000000:user/team/");
}

TEST(Access, sees_the_tags_of_the_request_and_of_the_user) {
  IamFixture iam;
  const std::vector<Tag> tags = {{"Stage", "test"}, {"cost", "low"}};
  const CreateUserInput input{.user_name = "ana", .tags = tags};
  const auto creating = needs(iam, operations::create_user, input);
  EXPECT_EQ(values(creating->front(), "aws:requesttag/stage"), Values{"test"});
  EXPECT_EQ(values(creating->front(), "aws:tagkeys"), (Values{"Stage", "cost"}));
  ASSERT_TRUE(iam.call(&IamService::create_user, input));
  const auto deleting = needs(iam, operations::delete_user, DeleteUserInput{.user_name = "ana"});
  EXPECT_EQ(values(deleting->front(), "aws:resourcetag/stage"), Values{"test"});
  EXPECT_EQ(values(deleting->front(), "iam:resourcetag/cost"), Values{"low"});
}

TEST(Access, sees_the_boundary_that_is_asked_for_and_then_the_one_that_is_there) {
  IamFixture iam;
  const std::string boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const CreateUserInput input{.user_name = "ana", .permissions_boundary = boundary};
  const auto creating = needs(iam, operations::create_user, input);
  EXPECT_EQ(values(creating->front(), "iam:permissionsboundary"), Values{boundary});
  ASSERT_TRUE(iam.call(&IamService::create_user, input));
  const auto writing = needs(iam, operations::put_user_policy, PutUserPolicyInput{.user_name = "ana"});
  EXPECT_EQ(values(writing->front(), "iam:permissionsboundary"), Values{boundary});
}

// "user ana", as a denial calls it.
template <class Input>
std::string told(IamFixture& iam, const Operation& operation, const Input& in) {
  return needs(iam, operation, in)->front().told_resource;
}

TEST(Access, is_denied_by_name_but_to_what_is_to_be_made_by_arn) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_user, {.path = "/team/", .user_name = "Ana"}));
  EXPECT_EQ(told(iam, operations::get_user, GetUserInput{.user_name = "ana"}), "user ana");
  EXPECT_EQ(told(iam, operations::put_role_policy, PutRolePolicyInput{.role_name = "loader"}), "role loader");
  EXPECT_EQ(told(iam, operations::get_group, GetGroupInput{.group_name = "team"}), "group team");
  EXPECT_EQ(told(iam, operations::get_instance_profile, GetInstanceProfileInput{.instance_profile_name = "web"}),
            "instance profile web");
  EXPECT_EQ(told(iam, operations::create_policy, CreatePolicyInput{.policy_name = "p"}), "policy p");
  EXPECT_EQ(told(iam, operations::get_policy, GetPolicyInput{.policy_arn = "arn:aws:iam::aws:policy/X"}),
            "policy arn:aws:iam::aws:policy/X");
  EXPECT_EQ(told(iam, operations::create_role, CreateRoleInput{.role_name = "loader"}), "");
  EXPECT_EQ(told(iam, operations::list_users, ListUsersInput{}), "");
}

TEST(Access, to_rename_is_asked_for_under_both_names) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_user, {.path = "/team/", .user_name = "ana"}));
  const auto all = needs(iam, operations::update_user, UpdateUserInput{.user_name = "ana", .new_user_name = "ben"});
  ASSERT_EQ(all->size(), 2);
  EXPECT_EQ(all->front().resource, "arn:aws:iam::000000000000:user/team/ana");
  EXPECT_EQ(all->back().action, "iam:UpdateUser");
  EXPECT_EQ(all->back().resource, "arn:aws:iam::000000000000:user/team/ben");
  const auto moved = needs(iam, operations::update_group, UpdateGroupInput{.group_name = "a", .new_path = "/b/"});
  EXPECT_EQ(moved->back().resource, "arn:aws:iam::000000000000:group/b/a");
  EXPECT_EQ(needs(iam, operations::update_user, UpdateUserInput{.user_name = "ana"})->size(), 1);
}

TEST(Access, to_make_with_tags_takes_leave_to_tag) {
  IamFixture iam;
  const CreateRoleInput input{.role_name = "loader", .tags = std::vector<Tag>{{"stage", "test"}}};
  const auto all = needs(iam, operations::create_role, input);
  ASSERT_EQ(all->size(), 2);
  EXPECT_EQ(all->back().action, "iam:TagRole");
  EXPECT_EQ(all->back().resource, "arn:aws:iam::000000000000:role/loader");
  EXPECT_EQ(values(all->back(), "aws:requesttag/stage"), Values{"test"});
  EXPECT_EQ(needs(iam, operations::create_role, CreateRoleInput{.role_name = "loader"})->size(), 1);
}

TEST(Access, to_ones_password_is_given_by_the_password_policy_to_users_alone) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana").access_key_id;
  const auto may_change = [&] {
    iam.act_as(key);
    const auto need = needs(iam, operations::change_password, ChangePasswordInput{})->front();
    const NoKeys context;
    return policy::evaluate({.principal = *iam.caller.principal,
                             .action = need.action,
                             .resource = need.resource,
                             .resource_policy = need.resource_policy.get(),
                             .context = context})
        .is_allowed();
  };
  EXPECT_FALSE(may_change());
  iam.act_as_root();
  ASSERT_TRUE(iam.call(&IamService::update_account_password_policy, {.allow_users_to_change_password = true}));
  EXPECT_TRUE(may_change());
  EXPECT_TRUE(
      needs(iam, operations::get_account_password_policy, GetAccountPasswordPolicyInput{})->front().resource_policy);
  EXPECT_FALSE(needs(iam, operations::get_user, GetUserInput{})->front().resource_policy);
  ASSERT_TRUE(iam.call(
      &IamService::put_user_policy,
      {.user_name = "ana",
       .policy_name = "no",
       .policy_document = R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}})"}));
  EXPECT_FALSE(may_change());
  iam.act_as_root();
  EXPECT_FALSE(needs(iam, operations::change_password, ChangePasswordInput{})->front().resource_policy);
}

TEST(Access, to_a_service_linked_role_names_the_role_of_the_service) {
  IamFixture iam;
  const std::string arn = "arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
  const CreateServiceLinkedRoleInput making{.aws_service_name = "ecs.amazonaws.com"};
  EXPECT_EQ(need(iam, operations::create_service_linked_role, making), "iam:CreateServiceLinkedRole on " + arn);
  const GetServiceLinkedRoleDeletionStatusInput asking{
      .deletion_task_id = "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/1-2"};
  EXPECT_EQ(need(iam, operations::get_service_linked_role_deletion_status, asking),
            "iam:GetServiceLinkedRoleDeletionStatus on " + arn);
}

}  // namespace
}  // namespace penstock::iam
