// The session of a role that somebody assumes: its duration and how it is answered. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "api/sts/shapes.h"
#include "identity/directory.h"

namespace penstock::sts {

// The role of "arn:aws:iam::123456789012:role/team/loader"; null for another ARN, and when there is none.
std::shared_ptr<const Role> find_role(const Directory& directory, std::string_view role_arn);

enum class Chained : bool { no, yes };  // yes: a session assumes the role

// Errors: ValidationError beyond the role's or a chain's bound.
Result<int> role_session_seconds(const Role& role, std::optional<std::int32_t> wanted, Chained chained);

AssumedRoleUser assumed_role_user(const Role& role, std::string_view session_name);

}  // namespace penstock::sts
