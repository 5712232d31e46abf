#include "services/iam/entity_error.h"

#include <fmt/format.h>

#include "api/iam/errors.h"
#include "services/iam/record.h"

namespace penstock::iam {

ApiError not_found(std::string_view kind, std::string_view name) {
  if (kind == ProfileRecord::kind)
    return errors::no_such_entity(fmt::format("Instance Profile {} cannot be found.", name));
  if (kind == PolicyRecord::kind) return errors::no_such_entity(fmt::format("Policy {} was not found.", name));
  return errors::no_such_entity(fmt::format("The {} with name {} cannot be found.", kind, name));
}

ApiError already_exists(std::string_view kind, std::string_view name) {
  std::string text;
  if (kind == ProfileRecord::kind) {
    text = fmt::format("Instance Profile {} already exists.", name);
  } else if (kind == PolicyRecord::kind) {
    text = fmt::format("A policy called {} already exists. Duplicate names are not allowed.", name);
  } else if (kind == ProviderRecord::kind) {
    text = fmt::format("Provider with url https://{} already exists.", name);
  } else {
    text = fmt::format("{} with name {} already exists.", kind, name);
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  }
  return errors::entity_already_exists(std::move(text));
}

ApiError key_not_found(std::string_view id) {
  return errors::no_such_entity(fmt::format("The Access Key with id {} cannot be found.", id));
}

ApiError inline_policy_not_found(std::string_view kind, std::string_view name) {
  return errors::no_such_entity(fmt::format("The {} policy with name {} cannot be found.", kind, name));
}

ApiError provider_not_found(std::string_view arn) {
  return errors::no_such_entity(fmt::format("OpenIDConnect Provider not found for arn {}", arn));
}

ApiError login_profile_not_found(std::string_view user) {
  return errors::no_such_entity(fmt::format("Login Profile for User {} cannot be found.", user));
}

ApiError quota_exceeded(std::string_view quota, std::size_t max) {
  return errors::limit_exceeded(fmt::format("Cannot exceed quota for {}: {}", quota, max));
}

ApiError no_user_of_its_own() {
  return error::validation("Must specify userName when calling with non-User credentials");
}

ApiError invalid_arn(std::string_view arn) { return error::validation(fmt::format("ARN {} is not valid.", arn)); }

ApiError policy_not_attachable(std::string_view arn) {
  return errors::no_such_entity(fmt::format("Policy {} does not exist or is not attachable.", arn));
}

ApiError policy_of_aws() { return {403, "AccessDenied", "Policy is outside your own account."}; }

ApiError policy_version_not_found(std::string_view arn, std::string_view version) {
  return errors::no_such_entity(fmt::format("Policy {} version {} does not exist or is not attachable.", arn, version));
}

ApiError protected_role(std::string_view name) {
  return errors::unmodifiable_entity(fmt::format(
      "Cannot perform the operation on the protected role '{}' - this role is only modifiable by AWS", name));
}

ApiError delete_conflict(std::string_view must) {
  return errors::delete_conflict(fmt::format("Cannot delete entity, must {} first.", must));
}

}  // namespace penstock::iam
