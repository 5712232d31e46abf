// IAM's errors in AWS's words. `kind` is a record's (record.h).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/api_error.h"

namespace penstock::iam {

ApiError not_found(std::string_view kind, std::string_view name);
ApiError already_exists(std::string_view kind, std::string_view name);
ApiError key_not_found(std::string_view id);
ApiError inline_policy_not_found(std::string_view kind, std::string_view name);
ApiError provider_not_found(std::string_view arn);
ApiError login_profile_not_found(std::string_view user);
// What should be a managed policy's ARN and is none.
ApiError invalid_arn(std::string_view arn);
ApiError policy_not_attachable(std::string_view arn);
// A change of a policy that is AWS's.
ApiError policy_of_aws();
ApiError policy_version_not_found(std::string_view arn, std::string_view version);
// A service-linked role.
ApiError protected_role(std::string_view name);
// "Cannot exceed quota for AccessKeysPerUser: 2"
ApiError quota_exceeded(std::string_view quota, std::size_t max);
// An operation on the caller's own user, called by somebody else.
ApiError no_user_of_its_own();
// `must` is what to do first: "delete policies".
ApiError delete_conflict(std::string_view must);

}  // namespace penstock::iam
