#include "services/sts/role_session.h"

#include "base/ids.h"
#include "services/sts/limits.h"
#include "services/sts/sts_error.h"

namespace penstock::sts {

std::shared_ptr<const Role> find_role(const Directory& directory, std::string_view role_arn) {
  ArnParts parts;
  constexpr std::string_view kind = "role/";
  if (!parse_arn(role_arn, parts) || parts.service != "iam" || !parts.resource.starts_with(kind)) return nullptr;
  auto role = directory.find_role(parts.account, parts.resource.substr(parts.resource.rfind('/') + 1));
  return role && role->arn == role_arn ? role : nullptr;  // its path is part of the ARN
}

Result<int> role_session_seconds(const Role& role, std::optional<std::int32_t> wanted, Chained chained) {
  const int seconds = wanted.value_or(limits::role_session_seconds_default);
  if (seconds > role.session_seconds_max) {
    return errors::validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  if (chained == Chained::yes && seconds > limits::chained_session_seconds_max) {
    return errors::validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  }
  return seconds;
}

AssumedRoleUser assumed_role_user(const Role& role, std::string_view session_name) {
  const std::string name(session_name);
  return {.assumed_role_id = role.id + ':' + name,
          .arn = arn("sts", "", role.account, "assumed-role/" + role.name + '/' + name)};
}

}  // namespace penstock::sts
