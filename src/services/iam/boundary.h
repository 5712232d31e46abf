// Permissions boundaries. Pure. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "services/iam/account.h"

namespace penstock::iam {

// Whether a managed policy may be the boundary that is asked for; absent: none is. Errors: InvalidInput for what is no
// policy's ARN, NoSuchEntity.
Status check_boundary(const Account& account, const std::optional<std::string>& arn);

}  // namespace penstock::iam
