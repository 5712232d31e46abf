#include "services/iam/boundary.h"

#include "api/iam/errors.h"
#include "services/iam/policy_arn.h"

namespace penstock::iam {

Status check_boundary(const Account& account, const std::optional<std::string>& arn) {
  if (!arn) return ok();
  if (!is_policy_arn(*arn)) return errors::invalid_input("ARN " + *arn + " is not valid.");
  if (!managed_document(account, *arn)) {
    return errors::no_such_entity("Scope ARN: " + *arn + " does not exist or is not attachable.");
  }
  return ok();
}

}  // namespace penstock::iam
