// What an OpenID Connect provider is called: its URL without "https://". Pure.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::iam {

// Of the provider with this URL. Errors: ValidationError for what is no URL; InvalidInput for one of another scheme, or
// that has more than a host and a path.
Result<std::string> provider_name_in(std::string_view url);
// Of the account's provider with this ARN. Error: NoSuchEntity for what is no such ARN.
Result<std::string> provider_name_of(std::string_view account, std::string_view arn);

}  // namespace penstock::iam
