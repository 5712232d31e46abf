// From what was read to what is evaluated: looks up placeholders, and refuses reserved words. The checks of conditions
// and of updates use it node by node, as AWS's order of messages depends on where one stands. Pure.
#pragma once

#include "item/expression.h"
#include "item/placeholders.h"

namespace penstock::item {

class Binder {
 public:
  Binder(const SyntaxTree& tree, Placeholders& placeholders);

  // Adds that node of the tree; call in order, so that it has the same index in the expression. A node whose
  // placeholder is undefined is there all the same, with anything in its place. Error: an undefined placeholder, a path
  // too deep.
  std::optional<ExpressionError> bind(NodeIndex index);

  const Expression& expression() const { return expression_; }
  // The first reserved word among the names so far.
  const std::optional<ExpressionError>& reserved() const { return reserved_; }
  Expression take() { return std::move(expression_); }

 private:
  std::optional<ExpressionError> bind_path(const SyntaxNode& node);
  std::optional<ExpressionError> bind_element(const SyntaxElement& element, DocumentPath& path);
  std::optional<ExpressionError> bind_value(const SyntaxNode& node);

  const SyntaxTree& tree_;
  Placeholders& placeholders_;
  Expression expression_;
  std::vector<NodeIndex> children_;  // of the node that is being bound
  std::optional<ExpressionError> reserved_;
};

// The number of operands a function takes.
std::size_t arity_of(Function function);

// Messages that conditions and updates share.
ExpressionError invalid_function_name(std::string_view name);
ExpressionError function_misused(std::string_view name);
ExpressionError incorrect_operand_count(std::string_view name, std::size_t count);
ExpressionError incorrect_operand_type(std::string_view name, std::string_view type);
ExpressionError requires_path(std::string_view function);

}  // namespace penstock::item
