// What AWS refuses in a condition before any item is read, in its order and its words. Pure.
#pragma once

#include "item/expression.h"
#include "item/placeholders.h"

namespace penstock::item {

// The condition with its placeholders looked up. Errors, the first that applies of: redundant parentheses anywhere; an
// unknown function anywhere; a function in the wrong place anywhere; a reserved word anywhere; and then in the first
// comparison that has one: an undefined placeholder, a wrong number of operands, equal operands, a wrong type.
Parsed<Expression> bind_condition(const SyntaxTree& tree, Placeholders& placeholders);

// Whether <, BETWEEN and the like take values of that type.
bool is_ordered(Type type);

// The types that an operator or function refuses for its operands; shared with PartiQL. `node` is a comparison or a
// function whose operands are in place.
std::optional<ExpressionError> check_operand_types(const Expression& expression, const ExpressionNode& node);

}  // namespace penstock::item
