#include "services/iam/attachment.h"

#include <algorithm>

#include "services/iam/policy_arn.h"

namespace penstock::iam {

Status attach(const Account& account, Grantee& grantee, std::string_view quota, const std::string& arn) {
  if (!is_policy_arn(arn)) return invalid_arn(arn);
  if (!managed_document(account, arn)) return policy_not_attachable(arn);
  const auto place = std::ranges::lower_bound(grantee.attached, arn);
  if (place != grantee.attached.end() && *place == arn) return ok();
  if (grantee.attached.size() >= limits::attached_policies_max) {
    return quota_exceeded(quota, limits::attached_policies_max);
  }
  grantee.attached.insert(place, arn);
  return ok();
}

Status detach(Grantee& grantee, const std::string& arn) {
  if (!is_policy_arn(arn)) return invalid_arn(arn);
  if (std::erase(grantee.attached, arn) == 0) return not_found(PolicyRecord::kind, arn);
  return ok();
}

AttachedPolicy described_attachment(const std::string& arn) {
  return {.policy_name = std::string(name_of_policy(arn)), .policy_arn = arn};
}

}  // namespace penstock::iam
