// An explanation as the internal API answers it, and `penstock explain` prints it:
//
//   {"principal": ARN, "action": …, "resource": …, "decision": "allowed" | "implicitDeny" | "explicitDeny",
//    "because": a sentence, "message": AWS's words for a denial,
//    "statements": [{"policy": "identity policy inline", "statement": 1, "sid": …, "effect": …, "text": …,
//                    "decides": true, "why": "applies" | what does not fit}],
//    "about_other_actions": [{"policy": …, "statements": 12}], "missing_keys": [KEY], "next": [what to do]}
//
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/explain.h"
#include "services/iam/account.h"

namespace penstock::app {

// Where the texts of policies are found.
struct ExplanationTexts {
  iam::AccountSnapshot account;                // of the principal; never null
  std::optional<std::string> resource_policy;  // absent: who asks may not read it, so its statements are not told
};

std::string explanation_json(const policy::Request& request, const ExplanationTexts& texts);

// "identity policy inline", "permissions boundary arn:…", "resource's policy".
std::string policy_words(policy::PolicyType type, std::string_view policy);

// What to do, in order: a command or a change each. `examined` holds what may be told.
std::vector<std::string> next_steps(const policy::Request& request, const policy::Explanation& explanation,
                                    const std::vector<policy::ExaminedStatement>& examined);

}  // namespace penstock::app
