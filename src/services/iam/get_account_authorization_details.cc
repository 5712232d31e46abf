#include <algorithm>

#include "base/percent.h"
#include "services/iam/attachment.h"
#include "services/iam/description.h"
#include "services/iam/page.h"
#include "services/iam/policy_text.h"
#include "services/iam/service.h"
#include "services/iam/tags.h"
#include "services/iam/trust_principals.h"

namespace penstock::iam {
namespace {

std::vector<PolicyDetail> inline_details(const Grantee& grantee) {
  std::vector<PolicyDetail> details;
  for (const auto& [name, policy] : grantee.inline_policies) {
    details.push_back({.policy_name = name, .policy_document = encoded(policy)});
  }
  return details;
}

std::vector<AttachedPolicy> attached_details(const Grantee& grantee) {
  std::vector<AttachedPolicy> details;
  for (const auto& arn : grantee.attached) details.push_back(described_attachment(arn));
  return details;
}

UserDetail detail_of(const Account& account, const UserRecord& user) {
  UserDetail detail{.path = user.path,
                    .user_name = user.name,
                    .user_id = user.id,
                    .arn = arn_of(account.number, user),
                    .create_date = user.created,
                    .group_list = std::vector<std::string>(),
                    .attached_managed_policies = attached_details(user),
                    .permissions_boundary = described_boundary(user.boundary),
                    .tags = described(user.tags)};
  if (!user.inline_policies.empty()) detail.user_policy_list = inline_details(user);
  for (const auto& id : user.groups) {
    if (const auto group = account.groups.find_id(id)) detail.group_list->push_back(group->name);
  }
  return detail;
}

GroupDetail detail_of(const Account& account, const GroupRecord& group) {
  return {.path = group.path,
          .group_name = group.name,
          .group_id = group.id,
          .arn = arn_of(account.number, group),
          .create_date = group.created,
          .group_policy_list = inline_details(group),
          .attached_managed_policies = attached_details(group)};
}

RoleDetail detail_of(const Account& account, const RoleRecord& role, const LiveDirectory& live) {
  RoleDetail detail{.path = role.path,
                    .role_name = role.name,
                    .role_id = role.id,
                    .arn = arn_of(account.number, role),
                    .create_date = role.created,
                    .assume_role_policy_document = percent_encode(told_trust(role.trust.text, live)),
                    .instance_profile_list = std::vector<InstanceProfile>(),
                    .role_policy_list = inline_details(role),
                    .attached_managed_policies = attached_details(role),
                    .permissions_boundary = described_boundary(role.boundary),
                    .tags = described(role.tags),
                    .role_last_used = described_use(role, live)};
  for (const auto& profile : account.profiles) {
    if (profile->role == role.id)
      detail.instance_profile_list->push_back(described(account, *profile, live, Detail::list));
  }
  return detail;
}

ManagedPolicyDetail detail_of(const Policy& policy) {
  return {.policy_name = policy.policy_name,
          .policy_id = policy.policy_id,
          .arn = policy.arn,
          .path = policy.path,
          .default_version_id = policy.default_version_id,
          .attachment_count = policy.attachment_count,
          .permissions_boundary_usage_count = policy.permissions_boundary_usage_count,
          .is_attachable = policy.is_attachable,
          .description = policy.description,
          .create_date = policy.create_date,
          .update_date = policy.update_date,
          .policy_version_list = std::vector<PolicyVersion>()};
}

ManagedPolicyDetail detail_of(const Account& account, const PolicyRecord& policy, const PolicyUses& uses) {
  auto detail = detail_of(described(account, policy, uses, Detail::list));
  for (const auto& version : std::views::reverse(policy.versions)) {
    detail.policy_version_list->push_back(described(policy, version, Detail::whole));
  }
  return detail;
}

ManagedPolicyDetail detail_of(const policy::ManagedPolicy& policy, const PolicyUses& uses) {
  auto detail = detail_of(described(policy, uses, Detail::list));
  detail.policy_version_list->push_back(described_version(policy, Detail::whole));
  return detail;
}

// One thing of an account, under a key that orders users before groups before roles before policies.
struct Item {
  std::string key;
  const UserRecord* user = nullptr;
  const GroupRecord* group = nullptr;
  const RoleRecord* role = nullptr;
  const PolicyRecord* policy = nullptr;
  const policy::ManagedPolicy* managed = nullptr;
};

// Of AWS's policies, those that are in use, unless they are asked for.
std::vector<Item> items_of(const Account& account, const std::optional<std::vector<std::string>>& filter,
                           const PolicyUses& uses) {
  const auto wants = [&](std::string_view kind) {
    return !filter || filter->empty() || std::ranges::find(*filter, kind) != filter->end();
  };
  std::vector<Item> items;
  if (wants(entity_type::user)) {
    for (const auto& user : account.users) items.push_back({.key = "0/" + user->name, .user = user.get()});
  }
  if (wants(entity_type::group)) {
    for (const auto& group : account.groups) items.push_back({.key = "1/" + group->name, .group = group.get()});
  }
  if (wants(entity_type::role)) {
    for (const auto& role : account.roles) items.push_back({.key = "2/" + role->name, .role = role.get()});
  }
  if (wants(entity_type::local_managed_policy)) {
    for (const auto& policy : account.policies) items.push_back({.key = "3/" + policy->name, .policy = policy.get()});
  }
  if (wants(entity_type::aws_managed_policy)) {
    for (const auto& policy : policy::aws_managed_policies()) {
      const bool in_use = uses.attached(policy.arn) + uses.bounding(policy.arn) > 0;
      if (in_use) items.push_back({.key = "4/" + policy.arn, .managed = &policy});
    }
  }
  return items;
}

}  // namespace

Task<Result<GetAccountAuthorizationDetailsOutput>> IamService::get_account_authorization_details(
    Caller caller, GetAccountAuthorizationDetailsInput in) {
  const auto account = account_of(caller);
  const PolicyUses uses(*account);
  GetAccountAuthorizationDetailsOutput out;
  auto& users = out.user_detail_list.emplace();
  auto& groups = out.group_detail_list.emplace();
  auto& roles = out.role_detail_list.emplace();
  auto& policies = out.policies.emplace();
  co_await fill_page(
      in, out, items_of(*account, in.filter, uses), [](const auto& item) -> const auto& { return item.key; },
      [&](const auto& item) {
        if (item.user) users.push_back(detail_of(*account, *item.user));
        if (item.group) groups.push_back(detail_of(*account, *item.group));
        if (item.role) roles.push_back(detail_of(*account, *item.role, directory_));
        if (item.policy) policies.push_back(detail_of(*account, *item.policy, uses));
        if (item.managed) policies.push_back(detail_of(*item.managed, uses));
      },
      less_ignoring_case);
  co_return out;
}

}  // namespace penstock::iam
