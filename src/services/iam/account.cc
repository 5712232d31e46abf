#include "services/iam/account.h"

#include "base/ids.h"
#include "policy/managed.h"
#include "services/iam/policy_arn.h"

namespace penstock::iam {

std::shared_ptr<const PolicyRecord> find_policy(const Account& account, std::string_view arn) {
  ArnParts parts;
  if (!parse_arn(arn, parts) || parts.account != account.number) return nullptr;
  auto policy = account.policies.find(parts.resource.substr(parts.resource.rfind('/') + 1));
  return policy && arn_of(account.number, *policy) == arn ? policy : nullptr;
}

std::shared_ptr<const policy::Document> managed_document(const Account& account, std::string_view arn) {
  if (const auto* managed = policy::find_aws_managed_policy(arn)) return managed->document;
  const auto policy = find_policy(account, arn);
  return policy ? policy->in_force()->policy.document : nullptr;
}

Status check_policy_arn(std::string_view arn) { return is_policy_arn(arn) ? ok() : Status(invalid_arn(arn)); }

Status check_not_of_aws(std::string_view policy_arn) {
  if (policy::find_aws_managed_policy(policy_arn)) return policy_of_aws();
  return check_policy_arn(policy_arn);
}

Status check_bare(const Grantee& grantee) {
  if (!grantee.attached.empty()) return delete_conflict("detach all policies");
  if (!grantee.inline_policies.empty()) return delete_conflict("delete policies");
  return ok();
}

}  // namespace penstock::iam
