#include "item/condition_check.h"

#include <algorithm>
#include <array>

#include "item/binder.h"
#include "item/syntax_reader.h"

namespace penstock::item {
namespace {

// In messages, a value as AWS's toString prints it.
std::string value_text(const AttributeValue& value) {
  std::string content;
  if (const auto* text = value.get<std::string>()) content = *text;
  if (const auto* number = value.get<Number>()) content = number->text();
  if (const auto* binary = value.get<Binary>()) {
    const auto size = std::to_string(binary->bytes.size());
    content = "java.nio.HeapByteBuffer[pos=0 lim=" + size + " cap=" + size + "]";
  }
  return "AttributeValue: {" + std::string(type_name(value.type())) + ":" + content + "}";
}

std::optional<ExpressionError> check_bounds(const AttributeValue& lower, const AttributeValue& upper) {
  const auto message = [&](std::string_view requires_what) {
    return "The BETWEEN operator requires " + std::string(requires_what) +
           "; lower bound operand: " + value_text(lower) + ", upper bound operand: " + value_text(upper);
  };
  if (lower.type() != upper.type()) return message("same data type for lower and upper bounds");
  if (compare(lower, upper) > 0) return message("upper bound to be greater than or equal to lower bound");
  return std::nullopt;
}

std::optional<ExpressionError> check_ordered(const Expression& expression, const ExpressionNode& node) {
  for (const auto child : expression.children(node)) {
    const auto type = expression.static_type(child);
    if (type && !is_ordered(*type)) return incorrect_operand_type(name_of(node.op), type_name(*type));
  }
  return std::nullopt;
}

std::optional<ExpressionError> check_between(const Expression& expression, const ExpressionNode& node) {
  if (auto error = check_ordered(expression, node)) return error;
  const auto& lower = expression.node(expression.child(node, 1));
  const auto& upper = expression.node(expression.child(node, 2));
  if (lower.op != Operator::value || upper.op != Operator::value) return std::nullopt;
  return check_bounds(expression.value(lower), expression.value(upper));
}

std::optional<ExpressionError> check_attribute_type(const Expression& expression, const ExpressionNode& node) {
  const auto wanted = expression.child(node, 1);
  const auto type = expression.static_type(wanted);
  if (!type) return incorrect_operand_type("attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
  if (*type != Type::string) return incorrect_operand_type("attribute_type", type_name(*type));
  const auto& name = *expression.value(expression.node(wanted)).get<std::string>();
  static constexpr std::array<std::string_view, 10> types = {"B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"};
  if (std::ranges::find(types, name) != types.end()) return std::nullopt;
  return "Invalid attribute type name found; type: " + name + ", valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}";
}

std::optional<ExpressionError> check_function_types(const Expression& expression, const ExpressionNode& node) {
  const auto refuse = [&](auto accepts) -> std::optional<ExpressionError> {
    for (const auto child : expression.children(node)) {
      const auto type = expression.static_type(child);
      if (type && !accepts(*type)) return incorrect_operand_type(name_of(node.function), type_name(*type));
    }
    return std::nullopt;
  };
  switch (node.function) {
    case Function::attribute_exists:
    case Function::attribute_not_exists:
      if (expression.node(expression.child(node, 0)).op == Operator::path) return std::nullopt;
      return requires_path(name_of(node.function));
    case Function::attribute_type:
      return check_attribute_type(expression, node);
    case Function::begins_with:
      return refuse([](Type type) { return type == Type::string || type == Type::binary; });
    case Function::size:
      return refuse([](Type type) { return type != Type::number && type != Type::boolean && type != Type::null; });
    default:
      return std::nullopt;
  }
}

// Walks the nodes in the order in which they were read.
class ConditionCheck {
 public:
  ConditionCheck(const SyntaxTree& tree, Placeholders& placeholders)
      : tree_(tree), binder_(tree, placeholders), is_operand_(tree.nodes.size()) {}

  Parsed<Expression> run() {
    if (tree_.has_redundant_parentheses) return std::unexpected("The expression has redundant parentheses;");
    if (auto error = check_functions()) return std::unexpected(*std::move(error));
    for (NodeIndex i = 0; i < tree_.nodes.size(); ++i) check(i);
    if (binder_.reserved()) return std::unexpected(*binder_.reserved());
    if (in_condition_) return std::unexpected(*std::move(in_condition_));
    return binder_.take();
  }

 private:
  static void keep_first(std::optional<ExpressionError>& kept, std::optional<ExpressionError> error) {
    if (!kept && error) kept = std::move(error);
  }

  static bool takes_operands(Operator op) {
    return is_comparison(op) || op == Operator::between || op == Operator::in || op == Operator::function;
  }

  std::optional<ExpressionError> check_functions() {
    std::optional<ExpressionError> misused;
    for (const auto& node : tree_.nodes) {
      if (!takes_operands(node.op)) continue;
      for (std::size_t i = 0; i < node.count; ++i) is_operand_[tree_.children[node.first + i]] = true;
    }
    for (std::size_t i = 0; i < tree_.nodes.size(); ++i) {
      const auto& node = tree_.nodes[i];
      if (node.op != Operator::function) continue;
      const auto name = tree_.text(node.token);
      if (node.function == Function::unknown) return invalid_function_name(name);
      if (node.function == Function::if_not_exists || node.function == Function::list_append) {
        keep_first(misused, "The function is not allowed in a condition expression; function: " + std::string(name));
      } else if (is_operand_[i] != (node.function == Function::size)) {
        keep_first(misused, function_misused(name));
      }
    }
    return misused;
  }

  void check(NodeIndex index) {
    const auto& node = tree_.nodes[index];
    keep_first(undefined_, binder_.bind(index));
    if (!takes_operands(node.op)) return;
    const auto& bound = binder_.expression().node(index);
    const bool is_countable = check_count(node);
    if (is_countable) keep_first(equal_, check_distinct(bound));
    if (is_countable && !undefined_) keep_first(type_, check_operand_types(binder_.expression(), bound));
    if (!is_operand_[index]) end_condition();
  }

  bool check_count(const SyntaxNode& node) {
    if (node.op == Operator::function && node.count != arity_of(node.function)) {
      keep_first(count_, incorrect_operand_count(name_of(node.function), node.count));
      return false;
    }
    if (node.op == Operator::in && node.count - 1U > in_candidates_max) {
      keep_first(count_, "The IN operator is provided with too many operands; number of operands: " +
                             std::to_string(node.count - 1));
      return false;
    }
    return true;
  }

  std::optional<ExpressionError> check_distinct(const ExpressionNode& node) const {
    const auto& expression = binder_.expression();
    const auto children = expression.children(node);
    const auto& first = expression.node(children.front());
    if (first.op != Operator::path) return std::nullopt;
    for (const auto child : children.subspan(1)) {
      const auto& other = expression.node(child);
      if (other.op != Operator::path || !std::ranges::equal(expression.path(first), expression.path(other))) continue;
      return "The first operand must be distinct from the remaining operands for this operator or function; "
             "operator: " +
             std::string(node.op == Operator::function ? name_of(node.function) : name_of(node.op)) +
             ", first operand: " + path_text(expression.path(first));
    }
    return std::nullopt;
  }

  void end_condition() {
    for (auto* error : {&undefined_, &count_, &equal_, &type_}) keep_first(in_condition_, std::move(*error));
    undefined_ = count_ = equal_ = type_ = std::nullopt;
  }

  const SyntaxTree& tree_;
  Binder binder_;
  std::vector<bool> is_operand_;
  std::optional<ExpressionError> undefined_;
  std::optional<ExpressionError> count_;
  std::optional<ExpressionError> equal_;
  std::optional<ExpressionError> type_;
  std::optional<ExpressionError> in_condition_;  // of the first condition that has any
};

}  // namespace

bool is_ordered(Type type) { return type == Type::string || type == Type::number || type == Type::binary; }

std::optional<ExpressionError> check_operand_types(const Expression& expression, const ExpressionNode& node) {
  if (node.op == Operator::function) return check_function_types(expression, node);
  if (node.op == Operator::between) return check_between(expression, node);
  if (is_comparison(node.op) && node.op != Operator::equal && node.op != Operator::not_equal) {
    return check_ordered(expression, node);
  }
  return std::nullopt;
}

Parsed<Expression> bind_condition(const SyntaxTree& tree, Placeholders& placeholders) {
  return ConditionCheck(tree, placeholders).run();
}

}  // namespace penstock::item
