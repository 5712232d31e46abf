#include "policy/condition.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/base64.h"
#include "policy/date.h"

namespace penstock::policy {
namespace {

constexpr std::size_t arn_parts = 6;

bool parse_number(std::string_view text, double& number) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

bool parse_boolean(std::string_view text, bool& value) {
  const auto word = lower(text);
  value = word == "true";
  return value || word == "false";
}

template <class T>
bool compare(Relation relation, const T& left, const T& right) {
  switch (relation) {
    case Relation::equal:
      return left == right;
    case Relation::less:
      return left < right;
    case Relation::less_or_equal:
      return left <= right;
    case Relation::greater:
      return left > right;
    case Relation::greater_or_equal:
      return left >= right;
  }
  return false;
}

// The five parts before the resource and the resource, which may have colons of its own.
bool split_arn(std::string_view text, std::array<std::string_view, arn_parts>& parts) {
  for (std::size_t i = 0; i + 1 < arn_parts; ++i) {
    const auto colon = text.find(':');
    if (colon == text.npos) return false;
    parts[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  parts.back() = text;
  return true;
}

bool matches_arn(std::string_view pattern, std::string_view value) {
  std::array<std::string_view, arn_parts> patterns;
  std::array<std::string_view, arn_parts> parts;
  if (!split_arn(value, parts)) return false;
  if (!split_arn(pattern, patterns)) return pattern == std::string_view(&any_run, 1);
  return std::ranges::equal(patterns, parts, matches_wildcards);
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() && lower(left) == lower(right);
}

bool matches_text(Comparison comparison, const Text& text, std::string_view value, const Context& context) {
  if (comparison == Comparison::text_like) return text.matches(value, context);
  std::string resolved;
  if (!text.resolve(context, resolved)) return false;
  if (comparison == Comparison::text) return resolved == value;
  if (comparison == Comparison::arn) return matches_arn(resolved, value);
  return equal_ignoring_case(resolved, value);
}

// A value that is none of the operator's kind matches nothing.
bool matches(const ConditionOperator& op, const Operand& operand, std::string_view value, const Context& context) {
  switch (op.comparison) {
    case Comparison::number: {
      double number = 0;
      return parse_number(value, number) && compare(op.relation, number, std::get<double>(operand));
    }
    case Comparison::date: {
      TimePoint date;
      return parse_date(value, date) && compare(op.relation, date, std::get<TimePoint>(operand));
    }
    case Comparison::boolean: {
      bool boolean = false;
      return parse_boolean(value, boolean) && boolean == std::get<bool>(operand);
    }
    case Comparison::ip: {
      IpRange address;
      return parse_ip_range(value, address) && std::get<IpRange>(operand).contains(address);
    }
    case Comparison::binary: {
      std::string bytes;
      return from_base64(value, bytes) && bytes == std::get<std::string>(operand);
    }
    case Comparison::null:
      return false;
    default:
      return matches_text(op.comparison, std::get<Text>(operand), value, context);
  }
}

template <class T>
std::optional<Operand> parsed(bool (*parse)(std::string_view, T&), std::string_view text) {
  T value{};
  if (!parse(text, value)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Operand> parse_operand(Comparison comparison, std::string_view text, Variables variables,
                                     TextStore& store) {
  switch (comparison) {
    case Comparison::number:
      return parsed<double>(parse_number, text);
    case Comparison::date:
      return parsed<TimePoint>(parse_date, text);
    case Comparison::null:
    case Comparison::boolean:
      return parsed<bool>(parse_boolean, text);
    case Comparison::ip:
      return parsed<IpRange>(parse_ip_range, text);
    case Comparison::binary: {
      std::string bytes;
      if (!from_base64(text, bytes)) return std::nullopt;
      return bytes;
    }
    case Comparison::arn:
    case Comparison::text_like:
      return Text(text, Wildcards::any, variables, store);
    default:
      return Text(text, Wildcards::none, variables, store);
  }
}

bool Condition::holds(const Context& context) const {
  std::vector<std::string> values;
  const bool exists = context.find(key, values);
  if (op.comparison == Comparison::null) {
    // A key without a value is as good as none.
    const bool is_null = values.empty();
    return std::ranges::any_of(operands, [&](const auto& operand) { return std::get<bool>(operand) == is_null; });
  }
  if (!exists) {
    if (op.if_exists || op.quantifier == Quantifier::for_all_values) return true;
    return op.is_negated && op.quantifier == Quantifier::none;
  }
  const auto fits = [&](const std::string& value) {
    const bool found =
        std::ranges::any_of(operands, [&](const auto& operand) { return matches(op, operand, value, context); });
    return found != op.is_negated;
  };
  switch (op.quantifier) {
    case Quantifier::for_all_values:  // an empty text is no value
      return std::ranges::all_of(values, [&](const auto& value) { return value.empty() || fits(value); });
    case Quantifier::for_any_value:
      return std::ranges::any_of(values, fits);
    case Quantifier::none:
      break;
  }
  // Of a key with several values, one has to match, or none where the operator is a negation.
  return op.is_negated ? std::ranges::all_of(values, fits) : std::ranges::any_of(values, fits);
}

}  // namespace penstock::policy
