// CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, DeletePolicyVersion and SetDefaultPolicyVersion.
#include <charconv>

#include "api/iam/errors.h"
#include "services/iam/description.h"
#include "services/iam/page.h"
#include "services/iam/policy_text.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

// "v12"; 0 for text that no version is called by.
std::int32_t version_number(std::string_view id) {
  std::int32_t number = 0;
  if (id.starts_with('v')) std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return number;
}

// Error: NoSuchEntity.
Result<const PolicyVersionRecord*> version_of(const PolicyRecord& policy, std::string_view arn, std::string_view id) {
  const auto* version = policy.version(version_number(id));
  if (!version || version->version_id() != id) return policy_version_not_found(arn, id);
  return version;
}

}  // namespace

Task<Result<CreatePolicyVersionOutput>> IamService::create_policy_version(Caller caller, CreatePolicyVersionInput in) {
  co_await check_not_of_aws(in.policy_arn);
  CreatePolicyVersionOutput out;
  co_await edit<PolicyRecord>(caller.account, in.policy_arn, [&](PolicyRecord& policy, const Account&) -> Status {
    auto text = read_managed(in.policy_document);
    if (!text) return std::move(text.error());
    if (policy.versions.size() >= limits::versions_per_policy_max) {
      return errors::limit_exceeded(
          "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing "
          "version.");
    }
    const auto number = policy.next_version++;
    policy.versions.push_back({.number = number, .policy = std::move(*text), .created = now()});
    if (in.set_as_default.value_or(false)) policy.default_version = number;
    policy.updated = now();
    out.policy_version = described(policy, policy.versions.back(), Detail::list);
    return ok();
  });
  co_return out;
}

Task<Result<GetPolicyVersionOutput>> IamService::get_policy_version(Caller caller, GetPolicyVersionInput in) {
  co_await check_policy_arn(in.policy_arn);
  const auto* managed = policy::find_aws_managed_policy(in.policy_arn);
  if (managed && managed->version_id == in.version_id) {
    co_return GetPolicyVersionOutput{.policy_version = described_version(*managed, Detail::whole)};
  }
  const auto policy = find_policy(*account_of(caller), in.policy_arn);
  if (!policy) co_return policy_version_not_found(in.policy_arn, in.version_id);
  const auto* version = co_await version_of(*policy, in.policy_arn, in.version_id);
  co_return GetPolicyVersionOutput{.policy_version = described(*policy, *version, Detail::whole)};
}

// Newest first.
Task<Result<ListPolicyVersionsOutput>> IamService::list_policy_versions(Caller caller, ListPolicyVersionsInput in) {
  co_await check_policy_arn(in.policy_arn);
  std::vector<PolicyVersion> versions;
  if (const auto* managed = policy::find_aws_managed_policy(in.policy_arn)) {
    versions.push_back(described_version(*managed, Detail::list));
  } else {
    const auto policy = find_policy(*account_of(caller), in.policy_arn);
    if (!policy) co_return policy_not_attachable(in.policy_arn);
    for (const auto& version : std::views::reverse(policy->versions)) {
      versions.push_back(described(*policy, version, Detail::list));
    }
  }
  ListPolicyVersionsOutput out{.versions = std::vector<PolicyVersion>()};
  co_await fill_page(
      in, out, versions, [](const auto& version) -> const auto& { return *version.version_id; },
      [&](const auto& version) { out.versions->push_back(version); },
      [](std::string_view a, std::string_view b) { return version_number(a) > version_number(b); });
  co_return out;
}

Task<Result<DeletePolicyVersionOutput>> IamService::delete_policy_version(Caller caller, DeletePolicyVersionInput in) {
  co_await check_not_of_aws(in.policy_arn);
  co_await edit<PolicyRecord>(caller.account, in.policy_arn, [&](PolicyRecord& policy, const Account&) -> Status {
    const auto version = version_of(policy, in.policy_arn, in.version_id);
    if (!version) return version.error();
    const auto number = (*version)->number;
    if (number == policy.default_version) {
      return errors::delete_conflict("Cannot delete the default version of a policy.");
    }
    std::erase_if(policy.versions, [&](const auto& other) { return other.number == number; });
    policy.updated = now();
    return ok();
  });
  co_return DeletePolicyVersionOutput{};
}

Task<Result<SetDefaultPolicyVersionOutput>> IamService::set_default_policy_version(Caller caller,
                                                                                   SetDefaultPolicyVersionInput in) {
  co_await check_not_of_aws(in.policy_arn);
  const auto account = account_of(caller);
  if (!find_policy(*account, in.policy_arn)) co_return policy_version_not_found(in.policy_arn, in.version_id);
  co_await edit<PolicyRecord>(caller.account, in.policy_arn, [&](PolicyRecord& policy, const Account&) -> Status {
    const auto version = version_of(policy, in.policy_arn, in.version_id);
    if (!version) return version.error();
    policy.default_version = (*version)->number;
    policy.updated = now();
    return ok();
  });
  co_return SetDefaultPolicyVersionOutput{};
}

}  // namespace penstock::iam
