#include <algorithm>
#include <array>
#include <utility>

#include "policy/condition.h"

namespace penstock::policy {
namespace {

using enum Comparison;
using enum Relation;

constexpr ConditionOperator plain(Comparison comparison, Relation relation = equal) {
  return {.comparison = comparison, .relation = relation};
}
constexpr ConditionOperator negated(Comparison comparison) { return {.comparison = comparison, .is_negated = true}; }

constexpr std::array<std::pair<std::string_view, ConditionOperator>, 27> operators = {{
    {"StringEquals", plain(text)},
    {"StringNotEquals", negated(text)},
    {"StringEqualsIgnoreCase", plain(text_ignoring_case)},
    {"StringNotEqualsIgnoreCase", negated(text_ignoring_case)},
    {"StringLike", plain(text_like)},
    {"StringNotLike", negated(text_like)},
    {"NumericEquals", plain(number)},
    {"NumericNotEquals", negated(number)},
    {"NumericLessThan", plain(number, less)},
    {"NumericLessThanEquals", plain(number, less_or_equal)},
    {"NumericGreaterThan", plain(number, greater)},
    {"NumericGreaterThanEquals", plain(number, greater_or_equal)},
    {"DateEquals", plain(date)},
    {"DateNotEquals", negated(date)},
    {"DateLessThan", plain(date, less)},
    {"DateLessThanEquals", plain(date, less_or_equal)},
    {"DateGreaterThan", plain(date, greater)},
    {"DateGreaterThanEquals", plain(date, greater_or_equal)},
    {"Bool", plain(boolean)},
    {"BinaryEquals", plain(binary)},
    {"IpAddress", plain(ip)},
    {"NotIpAddress", negated(ip)},
    {"ArnEquals", plain(arn)},  // ArnEquals takes wildcards as ArnLike does
    {"ArnLike", plain(arn)},
    {"ArnNotEquals", negated(arn)},
    {"ArnNotLike", negated(arn)},
    {"Null", plain(null)},
}};

bool take_prefix(std::string_view& name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return false;
  name.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::optional<ConditionOperator> parse_condition_operator(std::string_view name) {
  auto quantifier = Quantifier::none;
  if (take_prefix(name, "ForAllValues:")) {
    quantifier = Quantifier::for_all_values;
  } else if (take_prefix(name, "ForAnyValue:")) {
    quantifier = Quantifier::for_any_value;
  }
  constexpr std::string_view suffix = "IfExists";
  const bool if_exists = name.ends_with(suffix);
  if (if_exists) name.remove_suffix(suffix.size());
  const auto found = std::ranges::find(operators, name, &decltype(operators)::value_type::first);
  if (found == operators.end()) return std::nullopt;
  auto op = found->second;
  // Null asks whether the key exists: neither goes with it.
  if (op.comparison == null && if_exists) return std::nullopt;
  op.quantifier = quantifier;
  op.if_exists = if_exists;
  return op;
}

}  // namespace penstock::policy
