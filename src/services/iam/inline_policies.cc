// Put…Policy, Get…Policy, List…Policies and Delete…Policy of users, groups and roles.
#include "services/iam/inline_policies.h"

#include <fmt/format.h>

#include "api/iam/errors.h"
#include "services/iam/page.h"
#include "services/iam/policy_text.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

constexpr auto name_of = [](const auto& policy) -> const auto& { return policy.first; };

}  // namespace

Status put_inline(Grantee& grantee, std::string_view kind, std::size_t chars_max, std::string name, std::string text) {
  auto policy = read_policy(std::move(text), policy::DocumentKind::identity);
  if (!policy) return policy.error();
  grantee.inline_policies.insert_or_assign(std::move(name), std::move(*policy));
  if (inline_size(grantee) > chars_max) {
    return errors::limit_exceeded(
        fmt::format("Maximum policy size of {} bytes exceeded for {} {}", chars_max, kind, grantee.name));
  }
  return ok();
}

Task<Result<PutUserPolicyOutput>> IamService::put_user_policy(Caller caller, PutUserPolicyInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account&) {
    return put_inline(user, in.policy_name, in.policy_document);
  });
  co_return PutUserPolicyOutput{};
}

Task<Result<GetUserPolicyOutput>> IamService::get_user_policy(Caller caller, GetUserPolicyInput in) {
  const auto user = co_await existing<UserRecord>(*account_of(caller), in.user_name);
  const auto* policy = co_await find_inline(*user, in.policy_name);
  co_return GetUserPolicyOutput{
      .user_name = user->name, .policy_name = in.policy_name, .policy_document = encoded(*policy)};
}

Task<Result<ListUserPoliciesOutput>> IamService::list_user_policies(Caller caller, ListUserPoliciesInput in) {
  const auto user = co_await existing<UserRecord>(*account_of(caller), in.user_name);
  ListUserPoliciesOutput out;
  co_await fill_page(in, out, user->inline_policies, name_of,
                     [&](const auto& policy) { out.policy_names.push_back(policy.first); });
  co_return out;
}

Task<Result<DeleteUserPolicyOutput>> IamService::delete_user_policy(Caller caller, DeleteUserPolicyInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name,
                            [&](UserRecord& user, const Account&) { return delete_inline(user, in.policy_name); });
  co_return DeleteUserPolicyOutput{};
}

Task<Result<PutGroupPolicyOutput>> IamService::put_group_policy(Caller caller, PutGroupPolicyInput in) {
  co_await edit<GroupRecord>(caller.account, in.group_name, [&](GroupRecord& group, const Account&) {
    return put_inline(group, in.policy_name, in.policy_document);
  });
  co_return PutGroupPolicyOutput{};
}

Task<Result<GetGroupPolicyOutput>> IamService::get_group_policy(Caller caller, GetGroupPolicyInput in) {
  const auto group = co_await existing<GroupRecord>(*account_of(caller), in.group_name);
  const auto* policy = co_await find_inline(*group, in.policy_name);
  co_return GetGroupPolicyOutput{
      .group_name = group->name, .policy_name = in.policy_name, .policy_document = encoded(*policy)};
}

Task<Result<ListGroupPoliciesOutput>> IamService::list_group_policies(Caller caller, ListGroupPoliciesInput in) {
  const auto group = co_await existing<GroupRecord>(*account_of(caller), in.group_name);
  ListGroupPoliciesOutput out;
  co_await fill_page(in, out, group->inline_policies, name_of,
                     [&](const auto& policy) { out.policy_names.push_back(policy.first); });
  co_return out;
}

Task<Result<DeleteGroupPolicyOutput>> IamService::delete_group_policy(Caller caller, DeleteGroupPolicyInput in) {
  co_await edit<GroupRecord>(caller.account, in.group_name,
                             [&](GroupRecord& group, const Account&) { return delete_inline(group, in.policy_name); });
  co_return DeleteGroupPolicyOutput{};
}

Task<Result<PutRolePolicyOutput>> IamService::put_role_policy(Caller caller, PutRolePolicyInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account&) -> Status {
    if (role.is_service_linked()) return protected_role(role.name);
    return put_inline(role, in.policy_name, in.policy_document);
  });
  co_return PutRolePolicyOutput{};
}

Task<Result<GetRolePolicyOutput>> IamService::get_role_policy(Caller caller, GetRolePolicyInput in) {
  const auto role = co_await existing<RoleRecord>(*account_of(caller), in.role_name);
  const auto* policy = co_await find_inline(*role, in.policy_name);
  co_return GetRolePolicyOutput{
      .role_name = role->name, .policy_name = in.policy_name, .policy_document = encoded(*policy)};
}

Task<Result<ListRolePoliciesOutput>> IamService::list_role_policies(Caller caller, ListRolePoliciesInput in) {
  const auto role = co_await existing<RoleRecord>(*account_of(caller), in.role_name);
  ListRolePoliciesOutput out;
  co_await fill_page(in, out, role->inline_policies, name_of,
                     [&](const auto& policy) { out.policy_names.push_back(policy.first); });
  co_return out;
}

Task<Result<DeleteRolePolicyOutput>> IamService::delete_role_policy(Caller caller, DeleteRolePolicyInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account&) -> Status {
    if (role.is_service_linked()) return protected_role(role.name);
    return delete_inline(role, in.policy_name);
  });
  co_return DeleteRolePolicyOutput{};
}

}  // namespace penstock::iam
