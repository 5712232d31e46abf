// CreatePolicy, GetPolicy, ListPolicies and DeletePolicy.
#include "services/iam/description.h"
#include "services/iam/page.h"
#include "services/iam/policy_text.h"
#include "services/iam/service.h"
#include "services/iam/tags.h"

#include "api/iam/errors.h"

namespace penstock::iam {
namespace {

// Own ones and AWS's, in the order of their ARNs.
std::vector<Policy> listed(const Account& account, const ListPoliciesInput& in) {
  const PolicyUses uses(account);
  const auto scope = in.scope.value_or(std::string(policy_scope_type::all));
  std::vector<Policy> policies;
  const auto add = [&](const auto& path, auto describe) {
    if (in.path_prefix && !path.starts_with(*in.path_prefix)) return;
    auto policy = describe();
    const bool attached = *policy.attachment_count > 0;
    const bool bounding = *policy.permissions_boundary_usage_count > 0;
    if (in.only_attached.value_or(false) && !attached && !bounding) return;
    if (in.policy_usage_filter == policy_usage_type::permissions_policy && !attached) return;
    if (in.policy_usage_filter == policy_usage_type::permissions_boundary && !bounding) return;
    policies.push_back(std::move(policy));
  };
  if (scope != policy_scope_type::aws) {
    for (const auto& policy : account.policies) {
      add(policy->path, [&] { return described(account, *policy, uses, Detail::list); });
    }
  }
  if (scope != policy_scope_type::local) {
    for (const auto& policy : policy::aws_managed_policies()) {
      add(policy.path, [&] { return described(policy, uses, Detail::list); });
    }
  }
  std::ranges::sort(policies, {}, &Policy::arn);
  return policies;
}

}  // namespace

Task<Result<CreatePolicyOutput>> IamService::create_policy(Caller caller, CreatePolicyInput in) {
  auto tags = co_await new_tags(in.tags, TagKeys::exact_case);
  auto text = co_await read_managed(in.policy_document);
  auto change = co_await begin(caller.account);
  auto policy = co_await fresh<PolicyRecord>(change.account(), in.policy_name, in.path);
  policy.tags = std::move(tags);
  policy.description = std::move(in.description);
  policy.updated = policy.created;
  policy.versions.push_back({.policy = std::move(text), .created = policy.created});
  CreatePolicyOutput out{.policy = described(change.account(), policy, PolicyUses(change.account()), Detail::created)};
  change.add(std::move(policy));
  co_await change.commit();
  co_return out;
}

Task<Result<GetPolicyOutput>> IamService::get_policy(Caller caller, GetPolicyInput in) {
  co_await check_policy_arn(in.policy_arn);
  const auto account = account_of(caller);
  const PolicyUses uses(*account);
  if (const auto* managed = policy::find_aws_managed_policy(in.policy_arn)) {
    co_return GetPolicyOutput{.policy = described(*managed, uses, Detail::whole)};
  }
  const auto policy = co_await existing<PolicyRecord>(*account, in.policy_arn);
  co_return GetPolicyOutput{.policy = described(*account, *policy, uses, Detail::whole)};
}

Task<Result<ListPoliciesOutput>> IamService::list_policies(Caller caller, ListPoliciesInput in) {
  ListPoliciesOutput out{.policies = std::vector<Policy>()};
  co_await fill_page(
      in, out, listed(*account_of(caller), in), [](const auto& policy) -> const auto& { return *policy.arn; },
      [&](auto& policy) { out.policies->push_back(std::move(policy)); });
  co_return out;
}

Task<Result<DeletePolicyOutput>> IamService::delete_policy(Caller caller, DeletePolicyInput in) {
  co_await check_not_of_aws(in.policy_arn);
  co_await remove<PolicyRecord>(
      caller.account, in.policy_arn, [&](const PolicyRecord& policy, const Account& account) -> Status {
        const PolicyUses uses(account);
        if (uses.attached(in.policy_arn) + uses.bounding(in.policy_arn) > 0) {
          return errors::delete_conflict("Cannot delete a policy attached to entities.");
        }
        if (policy.versions.size() > 1) {
          return errors::delete_conflict(
              "This policy has more than one version. Before you delete a policy, you must delete the policy's "
              "versions. The default version is deleted with the policy.");
        }
        return ok();
      });
  co_return DeletePolicyOutput{};
}

}  // namespace penstock::iam
