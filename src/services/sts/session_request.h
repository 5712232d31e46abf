// What a request for a session asks it to hold: policies that narrow it, tags, a duration. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/sts/shapes.h"
#include "identity/directory.h"
#include "identity/session.h"
#include "policy/context.h"

namespace penstock::sts {

// Errors: MalformedPolicyDocument; ValidationError for more of them than AWS takes; one that names no policy.
Result<SessionPolicies> read_session_policies(const Directory& directory, const std::optional<std::string>& policy,
                                              const std::optional<std::vector<PolicyDescriptorType>>& arns);

// The tags and which of them go on to the sessions that follow, those included that the caller's own session hands on.
struct SessionTags {
  policy::Tags tags;
  std::vector<std::string> transitive_keys;
};
// `caller` is the principal whose session asks. Errors: InvalidParameterValue.
Result<SessionTags> read_session_tags(const policy::Principal& caller, const std::optional<std::vector<Tag>>& tags,
                                      const std::optional<std::vector<std::string>>& transitive_keys);

// The tags that the caller's session hands on.
policy::Tags inherited_tags(const policy::Principal& caller);

// The condition keys of a request that brings tags: aws:RequestTag/…, aws:TagKeys, sts:TransitiveTagKeys.
void add_session_tag_keys(const policy::Tags& tags, const std::vector<std::string>& transitive_keys,
                          std::vector<policy::ContextEntry>& context);
// Names of condition keys are written in lower case: {"aws:requesttag/team"}.
std::string tag_condition_key(std::string_view prefix, std::string_view key);

// Absent when the session has neither policies nor tags. Error: PackedPolicyTooLarge.
Result<std::optional<std::int32_t>> packed_size(const SessionPolicies& policies, const policy::Tags& tags);

// Which MFA device a request shows, as far as it does: no user here has one. Error: AccessDenied.
Status check_mfa(const std::optional<std::string>& serial_number, const std::optional<std::string>& token_code);

}  // namespace penstock::sts
