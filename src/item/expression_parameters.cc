#include "item/expression_parameters.h"

#include <algorithm>

namespace penstock::item {
namespace {

std::string joined(std::span<const GivenParameter> parameters, std::string_view separator, auto&& is_wanted) {
  std::string text;
  for (const auto& parameter : parameters) {
    if (!is_wanted(parameter)) continue;
    if (!text.empty()) text += separator;
    text += parameter.name;
  }
  return text;
}

bool is_given(std::span<const GivenParameter> parameters, std::string_view name) {
  return std::ranges::any_of(parameters, [&](const auto& p) { return p.name == name && p.is_given; });
}

bool takes_values(const GivenParameter& parameter) { return parameter.name != "ProjectionExpression"; }

ApiError values_without_expression(const ExpressionParameters& parameters) {
  std::string message = "ExpressionAttributeValues can only be specified when using expressions";
  if (!parameters.of_one_item) {
    const auto count = std::ranges::count_if(parameters.expressions, takes_values);
    (message += ": ") += joined(parameters.expressions, " and ", takes_values);
    message += count == 1 ? " is null" : " are null";
  }
  return error::validation(std::move(message));
}

}  // namespace

Status check_together(const ExpressionParameters& parameters) {
  const auto& expressions = parameters.expressions;
  const bool has_key_condition = is_given(expressions, "KeyConditionExpression");
  const auto conflicts = [&](const GivenParameter& legacy) {
    return legacy.is_given && (legacy.name != "KeyConditions" || has_key_condition);
  };
  const auto given = joined(expressions, ", ", [](const auto& p) { return p.is_given; });
  const auto legacy = joined(parameters.legacy, ", ", conflicts);
  if (!given.empty() && !legacy.empty()) {
    return error::validation(
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {" +
        legacy + "} Expression parameters: {" + given + "}");
  }
  if (parameters.has_names && given.empty()) {
    return error::validation("ExpressionAttributeNames can only be specified when using expressions");
  }
  const auto uses_values = [](const auto& p) { return p.is_given && takes_values(p); };
  if (parameters.has_values && std::ranges::none_of(expressions, uses_values)) {
    return values_without_expression(parameters);
  }
  return ok();
}

Status check_conditional_operator(bool is_given, std::size_t conditions) {
  if (!is_given || conditions > 1) return ok();
  return error::validation(
      conditions == 0 ? "ConditionalOperator cannot be used without Filter or Expected"
                      : "ConditionalOperator can only be used when Filter or Expected has two or more elements");
}

}  // namespace penstock::item
