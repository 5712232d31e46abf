#include "services/iam/policy_text.h"

#include <algorithm>

#include "base/percent.h"
#include "services/iam/entity_error.h"

namespace penstock::iam {

Result<PolicyText> read_policy(std::string text, policy::DocumentKind kind) {
  auto document = policy::parse_document(text, kind);
  if (!document) return std::move(document.error());
  return PolicyText{.text = std::move(text), .document = std::move(*document)};
}

Result<PolicyText> read_trust(std::string text) {
  if (policy_size(text) > limits::trust_policy_chars_max) {
    return quota_exceeded("ACLSizePerRole", limits::trust_policy_chars_max);
  }
  return read_policy(std::move(text), policy::DocumentKind::trust);
}

Result<PolicyText> read_managed(std::string text) {
  if (policy_size(text) > limits::managed_policy_chars_max) {
    return quota_exceeded("PolicySize", limits::managed_policy_chars_max);
  }
  return read_policy(std::move(text), policy::DocumentKind::managed);
}

std::size_t policy_size(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
    const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    const bool continues_character = (c & 0xc0) == 0x80;
    return !is_space && !continues_character;
  }));
}

std::size_t inline_size(const Grantee& grantee) {
  std::size_t size = 0;
  for (const auto& [name, policy] : grantee.inline_policies) size += policy_size(policy.text);
  return size;
}

std::string encoded(const PolicyText& policy) { return percent_encode(policy.text); }

}  // namespace penstock::iam
