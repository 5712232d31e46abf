// Policies as they are sent: read once, measured as AWS does. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "services/iam/record.h"

namespace penstock::iam {

// Error: MalformedPolicyDocument.
Result<PolicyText> read_policy(std::string text, policy::DocumentKind kind);

// A role's trust policy. Errors: MalformedPolicyDocument, LimitExceeded.
Result<PolicyText> read_trust(std::string text);

// A version of a managed policy. Errors: MalformedPolicyDocument, LimitExceeded.
Result<PolicyText> read_managed(std::string text);

// "IAM doesn't count white space when calculating the size of a policy".
std::size_t policy_size(std::string_view text);
std::size_t inline_size(const Grantee& grantee);

// As every answer has it: percent-encoded (RFC 3986).
std::string encoded(const PolicyText& policy);

}  // namespace penstock::iam
