// Conditions on an item: ConditionExpression, FilterExpression, and what legacy parameters and PartiQL come to.
// Immutable; any thread.
#pragma once

#include <string_view>

#include "base/result.h"
#include "item/expression.h"
#include "item/placeholders.h"

namespace penstock::item {

class Condition {
 public:
  Condition() = default;  // holds for every item
  explicit Condition(Expression expression) : expression_(std::move(expression)) {}

  bool holds_always() const { return expression_.empty(); }
  // An item that does not exist is an empty one.
  bool matches(const Item& item) const;

  const Expression& expression() const { return expression_; }

 private:
  Expression expression_;
};

// Errors: ValidationException "Invalid <kind>: …".
Result<Condition> parse_condition(ExpressionKind kind, std::string_view text, Placeholders& placeholders);

// Whether that node of a condition holds for the item; and what an operand comes to.
bool holds(const Expression& expression, NodeIndex condition, const Item& item);
Operand evaluate(const Expression& expression, NodeIndex operand, const Item& item);

// Of contains(): a substring, an element of a list, a member of a set.
bool contains(const AttributeValue& container, const AttributeValue& content);
bool begins_with(const AttributeValue& value, const AttributeValue& prefix);
// Of size(): null for a type that has none. A string counts UTF-16 units, as AWS does.
std::optional<std::size_t> length_of(const AttributeValue& value);

}  // namespace penstock::item
