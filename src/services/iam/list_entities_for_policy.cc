#include <algorithm>

#include "services/iam/page.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

// Whom a policy is given to: pages go over groups, then users, then roles.
struct Holder {
  std::string key;  // "0/" and the name
  const GroupRecord* group = nullptr;
  const UserRecord* user = nullptr;
  const RoleRecord* role = nullptr;
};

template <class Record>
bool holds(const Record& record, const ListEntitiesForPolicyInput& in) {
  if (in.path_prefix && !record.path.starts_with(*in.path_prefix)) return false;
  const bool attached = std::ranges::binary_search(record.attached, in.policy_arn);
  bool bounded = false;
  if constexpr (requires { record.boundary; }) bounded = record.boundary == in.policy_arn;
  if (in.policy_usage_filter == policy_usage_type::permissions_boundary) return bounded;
  return attached || (bounded && !in.policy_usage_filter);
}

std::vector<Holder> holders(const Account& account, const ListEntitiesForPolicyInput& in) {
  const auto wants = [&](std::string_view kind) { return !in.entity_filter || *in.entity_filter == kind; };
  std::vector<Holder> found;
  for (const auto& group : account.groups) {
    if (wants(entity_type::group) && holds(*group, in))
      found.push_back({.key = "0/" + group->name, .group = group.get()});
  }
  for (const auto& user : account.users) {
    if (wants(entity_type::user) && holds(*user, in)) found.push_back({.key = "1/" + user->name, .user = user.get()});
  }
  for (const auto& role : account.roles) {
    if (wants(entity_type::role) && holds(*role, in)) found.push_back({.key = "2/" + role->name, .role = role.get()});
  }
  return found;
}

}  // namespace

Task<Result<ListEntitiesForPolicyOutput>> IamService::list_entities_for_policy(Caller caller,
                                                                               ListEntitiesForPolicyInput in) {
  co_await check_policy_arn(in.policy_arn);
  const auto account = account_of(caller);
  if (!managed_document(*account, in.policy_arn)) co_return policy_not_attachable(in.policy_arn);
  ListEntitiesForPolicyOutput out;
  auto& groups = out.policy_groups.emplace();
  auto& users = out.policy_users.emplace();
  auto& roles = out.policy_roles.emplace();
  co_await fill_page(
      in, out, holders(*account, in), [](const auto& holder) -> const auto& { return holder.key; },
      [&](const auto& holder) {
        if (holder.group) groups.push_back({.group_name = holder.group->name, .group_id = holder.group->id});
        if (holder.user) users.push_back({.user_name = holder.user->name, .user_id = holder.user->id});
        if (holder.role) roles.push_back({.role_name = holder.role->name, .role_id = holder.role->id});
      },
      less_ignoring_case);
  co_return out;
}

}  // namespace penstock::iam
