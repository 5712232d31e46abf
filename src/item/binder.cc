#include "item/binder.h"

#include <charconv>

#include "item/reserved_words.h"

namespace penstock::item {

Binder::Binder(const SyntaxTree& tree, Placeholders& placeholders) : tree_(tree), placeholders_(placeholders) {
  if (auto values = placeholders.values()) expression_.keep(std::move(values));
  expression_.reserve(tree.nodes.size(), tree.children.size(), tree.elements.size());
}

std::optional<ExpressionError> Binder::bind(NodeIndex index) {
  const auto& node = tree_.nodes[index];
  if (node.op == Operator::path) return bind_path(node);
  if (node.op == Operator::value) return bind_value(node);
  const auto children = std::span(tree_.children).subspan(node.first, node.count);
  children_.assign(children.begin(), children.end());
  expression_.add(node.op, children_, node.function);
  return std::nullopt;
}

std::optional<ExpressionError> Binder::bind_path(const SyntaxNode& node) {
  DocumentPath path;
  path.reserve(node.count);
  std::optional<ExpressionError> error;
  for (std::size_t i = 0; i < node.count; ++i) {
    auto wrong = bind_element(tree_.elements[node.first + i], path);
    if (!error) error = std::move(wrong);
  }
  if (!error && path.size() > path_levels_max) {
    error = "The document path has too many nesting levels; nesting levels: " + std::to_string(path.size());
  }
  expression_.add_path(std::move(path));
  return error;
}

std::optional<ExpressionError> Binder::bind_element(const SyntaxElement& element, DocumentPath& path) {
  const auto text = tree_.text(element.token);
  if (element.token.kind == TokenKind::number) {
    std::uint32_t index = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), index);
    path.push_back(step(index));
    if (failure == std::errc() && index <= INT32_MAX) return std::nullopt;
    return "List index is not within the allowable range; index: [" + std::string(text) + "]";
  }
  if (element.token.kind == TokenKind::name) {
    if (!reserved_ && is_reserved_word(text)) {
      reserved_ = "Attribute name is a reserved keyword; reserved keyword: " + std::string(text);
    }
    path.push_back(step(std::string(text)));
    return std::nullopt;
  }
  const auto* name = placeholders_.name(text);
  path.push_back(step(name == nullptr ? std::string() : *name));
  if (name != nullptr) return std::nullopt;
  return "An expression attribute name used in the document path is not defined; attribute name: " + std::string(text);
}

std::optional<ExpressionError> Binder::bind_value(const SyntaxNode& node) {
  static const AttributeValue undefined;
  const auto text = tree_.text(node.token);
  const auto* value = placeholders_.value(text);
  expression_.add_value(value == nullptr ? undefined : *value);
  if (value != nullptr) return std::nullopt;
  return "An expression attribute value used in expression is not defined; attribute value: " + std::string(text);
}

std::size_t arity_of(Function function) {
  switch (function) {
    case Function::attribute_exists:
    case Function::attribute_not_exists:
    case Function::size:
      return 1;
    default:
      return 2;
  }
}

ExpressionError invalid_function_name(std::string_view name) {
  return "Invalid function name; function: " + std::string(name);
}

ExpressionError function_misused(std::string_view name) {
  return "The function is not allowed to be used this way in an expression; function: " + std::string(name);
}

ExpressionError incorrect_operand_count(std::string_view name, std::size_t count) {
  return "Incorrect number of operands for operator or function; operator or function: " + std::string(name) +
         ", number of operands: " + std::to_string(count);
}

ExpressionError incorrect_operand_type(std::string_view name, std::string_view type) {
  return "Incorrect operand type for operator or function; operator or function: " + std::string(name) +
         ", operand type: " + std::string(type);
}

ExpressionError requires_path(std::string_view function) {
  return "Operator or function requires a document path; operator or function: " + std::string(function);
}

}  // namespace penstock::item
