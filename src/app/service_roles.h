// The roles that AWS makes for services that act in an account. https://docs.aws.amazon.com/IAM/latest/UserGuide/
// using-service-linked-roles.html
#pragma once

#include <memory>
#include <string_view>

#include "policy/principal.h"

namespace penstock::app {

// Who puts the changes of an account's tables into its Kinesis streams.
std::shared_ptr<const policy::Principal> kinesis_replication_role(std::string_view account);

}  // namespace penstock::app
