// Attach…Policy, Detach…Policy and ListAttached…Policies of users, groups and roles.
#include <algorithm>

#include "services/iam/attachment.h"
#include "services/iam/page.h"
#include "services/iam/policy_arn.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

// By ARN, below the path that the request asks for.
template <class In, class Out>
Status list_attached(const In& in, Out& out, const Grantee& grantee) {
  out.attached_policies.emplace();
  auto attached = std::views::filter(grantee.attached, [&](const auto& arn) {
    return !in.path_prefix || path_of_policy(arn).starts_with(*in.path_prefix);
  });
  return fill_page(
      in, out, attached, [](const auto& arn) -> const auto& { return arn; },
      [&](const auto& arn) { out.attached_policies->push_back(described_attachment(arn)); });
}

}  // namespace

Task<Result<AttachUserPolicyOutput>> IamService::attach_user_policy(Caller caller, AttachUserPolicyInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account& account) {
    return attach(account, user, "PoliciesPerUser", in.policy_arn);
  });
  co_return AttachUserPolicyOutput{};
}

Task<Result<DetachUserPolicyOutput>> IamService::detach_user_policy(Caller caller, DetachUserPolicyInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name,
                            [&](UserRecord& user, const Account&) { return detach(user, in.policy_arn); });
  co_return DetachUserPolicyOutput{};
}

Task<Result<ListAttachedUserPoliciesOutput>> IamService::list_attached_user_policies(Caller caller,
                                                                                     ListAttachedUserPoliciesInput in) {
  const auto user = co_await existing<UserRecord>(*account_of(caller), in.user_name);
  ListAttachedUserPoliciesOutput out;
  co_await list_attached(in, out, *user);
  co_return out;
}

Task<Result<AttachGroupPolicyOutput>> IamService::attach_group_policy(Caller caller, AttachGroupPolicyInput in) {
  co_await edit<GroupRecord>(caller.account, in.group_name, [&](GroupRecord& group, const Account& account) {
    return attach(account, group, "PoliciesPerGroup", in.policy_arn);
  });
  co_return AttachGroupPolicyOutput{};
}

Task<Result<DetachGroupPolicyOutput>> IamService::detach_group_policy(Caller caller, DetachGroupPolicyInput in) {
  co_await edit<GroupRecord>(caller.account, in.group_name,
                             [&](GroupRecord& group, const Account&) { return detach(group, in.policy_arn); });
  co_return DetachGroupPolicyOutput{};
}

Task<Result<ListAttachedGroupPoliciesOutput>> IamService::list_attached_group_policies(
    Caller caller, ListAttachedGroupPoliciesInput in) {
  const auto group = co_await existing<GroupRecord>(*account_of(caller), in.group_name);
  ListAttachedGroupPoliciesOutput out;
  co_await list_attached(in, out, *group);
  co_return out;
}

Task<Result<AttachRolePolicyOutput>> IamService::attach_role_policy(Caller caller, AttachRolePolicyInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account& account) -> Status {
    if (role.is_service_linked()) return protected_role(role.name);
    return attach(account, role, "PoliciesPerRole", in.policy_arn);
  });
  co_return AttachRolePolicyOutput{};
}

Task<Result<DetachRolePolicyOutput>> IamService::detach_role_policy(Caller caller, DetachRolePolicyInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account&) -> Status {
    if (role.is_service_linked()) return protected_role(role.name);
    return detach(role, in.policy_arn);
  });
  co_return DetachRolePolicyOutput{};
}

Task<Result<ListAttachedRolePoliciesOutput>> IamService::list_attached_role_policies(Caller caller,
                                                                                     ListAttachedRolePoliciesInput in) {
  const auto role = co_await existing<RoleRecord>(*account_of(caller), in.role_name);
  ListAttachedRolePoliciesOutput out;
  co_await list_attached(in, out, *role);
  co_return out;
}

}  // namespace penstock::iam
