// Managed policies that are attached to a user, group or role. Pure.
#pragma once

#include <string>
#include <string_view>

#include "api/iam/shapes.h"
#include "base/result.h"
#include "services/iam/account.h"

namespace penstock::iam {

// Attaching what is attached changes nothing. Errors: ValidationError for what is no policy's ARN, NoSuchEntity,
// LimitExceeded, which names `quota`.
Status attach(const Account& account, Grantee& grantee, std::string_view quota, const std::string& arn);
// Errors: ValidationError, NoSuchEntity when it is not attached.
Status detach(Grantee& grantee, const std::string& arn);

AttachedPolicy described_attachment(const std::string& arn);

}  // namespace penstock::iam
