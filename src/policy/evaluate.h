// Decides: may this principal do this to that resource? Pure; any thread; no allocation where no condition is asked.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "policy/context.h"
#include "policy/principal.h"

namespace penstock::policy {

struct Request {
  const Principal& principal;
  std::string_view action;                    // "kinesis:PutRecord"
  std::string_view resource;                  // an ARN, or "*" where the action has no resource
  std::string_view resource_account;          // empty: the principal's own
  const Document* resource_policy = nullptr;  // null: the resource has none
  bool resource_policy_must_allow = false;    // of a role's trust policy: identity policies alone do not do
  const Context& context;
};

enum class Verdict : std::uint8_t { allowed, implicitly_denied, explicitly_denied };
enum class PolicyType : std::uint8_t { identity, resource, boundary, session, trust };
inline constexpr std::size_t policy_types = 5;

struct Decision {
  Verdict verdict = Verdict::implicitly_denied;
  PolicyType type = PolicyType::identity;  // whose statement decided, or whose allowance is missing
  std::string_view policy = {};            // name of the document that decided; lives as long as the principal
  int statement = -1;                      // its statement, from 0; -1 when none decided
  std::string_view statement_id = {};      // its Sid

  bool is_allowed() const { return verdict == Verdict::allowed; }
};

Decision evaluate(const Request& request);

// AWS's words: "User: … is not authorized to perform: … on resource: … because no identity-based policy allows the …
// action". https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
std::string denial_text(const Request& request, const Decision& decision);

}  // namespace penstock::policy
