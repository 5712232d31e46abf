// What a write asks of the item that is there: ConditionExpression, or Expected from before there were expressions; and
// what it answers when that does not hold.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "api/dynamodb/shapes.h"
#include "item/condition.h"
#include "item/expression_parameters.h"
#include "item/legacy_conditions.h"
#include "item/placeholders.h"
#include "services/dynamodb/stored_item.h"

namespace penstock::dynamodb {

// Which parameters of a conditional write go together. `more_legacy` and `more_expressions` are those that the
// operation has besides. Errors: ValidationException.
template <class Input>
Status check_parameters(const Input& in) {
  using item::GivenParameter;
  const GivenParameter legacy[] = {{"Expected", in.expected.has_value()}};
  const GivenParameter expressions[] = {{"ConditionExpression", in.condition_expression.has_value()}};
  return item::check_together({.legacy = legacy,
                               .expressions = expressions,
                               .has_names = in.expression_attribute_names.has_value(),
                               .has_values = in.expression_attribute_values.has_value(),
                               .of_one_item = true});
}

// The condition of Expected; takes it from the input. Errors: ValidationException.
template <class Input>
Result<item::Condition> expected_condition(Input& in) {
  if (auto status =
          item::check_conditional_operator(in.conditional_operator.has_value(), in.expected ? in.expected->size() : 0);
      !status) {
    return status.error();
  }
  if (!in.expected) return item::Condition();
  return item::condition_from_expected(item::expected_of(std::move(*in.expected)),
                                       item::conditional_operator(in.conditional_operator));
}

// The whole condition of a request whose only expression it is; without one it holds for every item. Takes from the
// input. Errors: ValidationException.
template <class Input>
Result<item::Condition> write_condition(Input& in) {
  auto condition = expected_condition(in);
  if (!condition) return condition.error();
  auto placeholders =
      item::Placeholders::make(std::move(in.expression_attribute_names), std::move(in.expression_attribute_values));
  if (!placeholders) return placeholders.error();
  if (in.condition_expression) {
    auto parsed = item::parse_condition(item::ExpressionKind::condition, *in.condition_expression, *placeholders);
    if (!parsed) return parsed.error();
    *condition = *std::move(parsed);
  }
  if (auto status = placeholders->check_all_used(); !status) return status.error();
  return condition;
}

// The error of a condition that does not hold for the item.
ApiError condition_failed(const std::optional<item::Item>& item, const std::optional<std::string>& return_values);

// ok() when the condition holds for the item. Error: ConditionalCheckFailedException, with the item when
// `return_values` asks for it.
Status check_condition(const item::Condition& condition, const StoredItem& item,
                       const std::optional<std::string>& return_values);

}  // namespace penstock::dynamodb
