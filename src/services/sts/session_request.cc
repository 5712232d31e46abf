#include "services/sts/session_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/sts/errors.h"
#include "services/sts/limits.h"
#include "services/sts/sts_error.h"

namespace penstock::sts {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Tag keys that differ in case alone are the same.
bool same_key(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

bool has_key(const policy::Tags& tags, std::string_view key) {
  return std::ranges::any_of(tags, [&](const auto& tag) { return same_key(tag.first, key); });
}

}  // namespace

Result<SessionPolicies> read_session_policies(const Directory& directory, const std::optional<std::string>& policy,
                                              const std::optional<std::vector<PolicyDescriptorType>>& arns) {
  SessionPolicies policies;
  if (policy) {
    policies.inline_policy = *policy;
    if (auto read = policy::parse_document(*policy, policy::DocumentKind::identity); !read) return read.error();
  }
  for (const auto& descriptor : arns.value_or(std::vector<PolicyDescriptorType>{})) {
    const auto& arn = policies.arns.emplace_back(descriptor.arn.value_or(""));
    if (!directory.find_managed_policy(arn)) {
      return errors::validation(fmt::format("Policy {} does not exist or is not attachable.", arn));
    }
  }
  if (policies.arns.size() > limits::session_policies_max) {
    return errors::validation(fmt::format("A session takes up to {} managed policies, not {}.",
                                          limits::session_policies_max, policies.arns.size()));
  }
  auto characters = policies.inline_policy.size();
  for (const auto& arn : policies.arns) characters += arn.size();
  if (characters > limits::policy_characters_max) {
    return errors::packed_policy_too_large(
        fmt::format("Session policies take up to {} characters, their ARNs included, not {}.",
                    limits::policy_characters_max, characters));
  }
  return policies;
}

policy::Tags inherited_tags(const policy::Principal& caller) {
  policy::Tags inherited;
  for (const auto& tag : caller.tags) {
    const bool is_transitive =
        std::ranges::any_of(caller.transitive_tag_keys, [&](const auto& key) { return same_key(key, tag.first); });
    if (is_transitive) inherited.push_back(tag);
  }
  return inherited;
}

Result<SessionTags> read_session_tags(const policy::Principal& caller, const std::optional<std::vector<Tag>>& tags,
                                      const std::optional<std::vector<std::string>>& transitive_keys) {
  const auto inherited = inherited_tags(caller);
  SessionTags read;
  for (const auto& tag : tags.value_or(std::vector<Tag>{})) {
    if (has_key(read.tags, tag.key)) {
      return errors::invalid_parameter("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
    if (has_key(inherited, tag.key)) {
      return errors::invalid_parameter(
          "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from "
          "the "
          "calling session.");
    }
    read.tags.emplace_back(tag.key, tag.value);
  }
  for (const auto& key : transitive_keys.value_or(std::vector<std::string>{})) {
    if (!has_key(read.tags, key)) {
      return errors::invalid_parameter("The specified transitive tag key must be included in the requested tags.");
    }
    read.transitive_keys.push_back(key);
  }
  for (const auto& tag : inherited) {
    read.tags.push_back(tag);
    read.transitive_keys.push_back(tag.first);
  }
  return read;
}

std::string tag_condition_key(std::string_view prefix, std::string_view key) {
  auto name = std::string(prefix).append(key);
  std::ranges::transform(name, name.begin(), lower);
  return name;
}

void add_session_tag_keys(const policy::Tags& tags, const std::vector<std::string>& transitive_keys,
                          std::vector<policy::ContextEntry>& context) {
  for (const auto& [key, value] : tags) {
    context.emplace_back(tag_condition_key("aws:requesttag/", key), value);
    context.emplace_back("aws:tagkeys", key);
  }
  for (const auto& key : transitive_keys) context.emplace_back("sts:transitivetagkeys", key);
}

Result<std::optional<std::int32_t>> packed_size(const SessionPolicies& policies, const policy::Tags& tags) {
  const auto percent = packed_percent(policies, tags);
  if (percent == 0) return std::optional<std::int32_t>();
  if (percent <= 100) return std::optional<std::int32_t>(percent);
  if (policies.empty()) {
    return errors::packed_policy_too_large(
        fmt::format("Packed size of session tags consumes {}% of allotted space.", percent));
  }
  return errors::packed_policy_too_large(
      fmt::format("Packed policy consumes {}% of allotted space, please use smaller policy.", percent));
}

Status check_mfa(const std::optional<std::string>& serial_number, const std::optional<std::string>& token_code) {
  if (!serial_number && !token_code) return ok();
  if (!serial_number || !token_code) {
    return errors::access_denied(
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
  }
  return errors::access_denied(
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid "
      "and associated with this user.");
}

}  // namespace penstock::sts
