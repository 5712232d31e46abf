// Names of service-linked roles. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::iam {

// "AWSServiceRoleForECS". Error: InvalidInput for a name that is no service's.
Result<std::string> service_linked_role_name(std::string_view service, const std::optional<std::string>& suffix);

// "/aws-service-role/ecs.amazonaws.com/"
std::string service_linked_role_path(std::string_view service);

}  // namespace penstock::iam
