// The policy that hangs on a table: what AWS refuses of one. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::dynamodb {

// Errors: ValidationException for a text that is no policy, that is too long, or that is about something else.
Status check_resource_policy(const std::string& text, std::string_view table_arn);

}  // namespace penstock::dynamodb
