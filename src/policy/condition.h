// One line of a Condition element: an operator, a key, the values that it is compared with. Pure; immutable; any
// thread. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"
#include "policy/context.h"
#include "policy/ip_range.h"
#include "policy/text.h"

namespace penstock::policy {

enum class Comparison : std::uint8_t {
  text,
  text_ignoring_case,
  text_like,
  number,
  date,
  boolean,
  binary,
  ip,
  arn,
  null
};
enum class Relation : std::uint8_t { equal, less, less_or_equal, greater, greater_or_equal };
enum class Quantifier : std::uint8_t { none, for_all_values, for_any_value };

// "ForAllValues:StringNotEqualsIfExists"
struct ConditionOperator {
  Comparison comparison = Comparison::text;
  Relation relation = Relation::equal;
  Quantifier quantifier = Quantifier::none;
  bool is_negated = false;  // StringNotEquals: no value may match
  bool if_exists = false;
};

// Empty for a name that no operator has.
std::optional<ConditionOperator> parse_condition_operator(std::string_view name);

// What a key's value is compared with, read as its operator demands.
using Operand = std::variant<Text, double, TimePoint, bool, IpRange, std::string>;

// Empty for a value that is none of the operator's: "soon" as a date.
std::optional<Operand> parse_operand(Comparison comparison, std::string_view text, Variables variables,
                                     TextStore& store);

struct Condition {
  ConditionOperator op;
  std::string_view key;  // in lower case
  std::vector<Operand> operands;

  bool holds(const Context& context) const;
};

}  // namespace penstock::policy
