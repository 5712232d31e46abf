// Why a decision is what it is: every statement that applies, what each kind of policy says, which keys were wanting,
// and what each other statement lacks. For SimulatePrincipalPolicy and `penstock explain`; evaluate() is the fast way
// to the decision alone. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/evaluate.h"
#include "policy/statement.h"

namespace penstock::policy {

// A statement that applies to the request: action, resource, principal and conditions fit. Lives as long as its
// document.
struct MatchedStatement {
  PolicyType type = PolicyType::identity;
  std::string_view policy;  // its document's name; empty for the resource's own policy
  int index = 0;            // in its document, from 0
  const Statement* statement = nullptr;
};

struct Explanation {
  Decision decision;
  // Resource policy first, then identity policies, boundary, session policies, each in its order.
  std::vector<MatchedStatement> matched;
  // What each kind says by itself; empty for a kind that the request does not have.
  std::array<std::optional<Verdict>, policy_types> verdicts;
  // Context keys that statements on this action ask for and the request lacks; sorted, each once.
  std::vector<std::string> missing_keys;

  std::optional<Verdict> verdict_of(PolicyType type) const { return verdicts[static_cast<std::size_t>(type)]; }
};

Explanation explain(const Request& request);

// The first element of a statement that does not fit a request.
enum class Misfit : std::uint8_t { none, action, principal, resource, condition };

struct ExaminedStatement {
  MatchedStatement place;
  Misfit misfit = Misfit::none;
  Naming naming = Naming::none;          // how it names the principal
  const Condition* condition = nullptr;  // the first that does not hold; null for other misfits
};

// Every statement of every policy that the request has, in the order of Explanation::matched, whether it applies or
// not.
std::vector<ExaminedStatement> examine(const Request& request);

}  // namespace penstock::policy
