#include <algorithm>

#include "item/binder.h"
#include "item/update.h"

namespace penstock::item {
namespace {

// In the messages of ADD and DELETE types have long names; sets have none, being what both take.
std::string_view long_name(Type type) {
  switch (type) {
    case Type::string:
      return "STRING";
    case Type::number:
      return "NUMBER";
    case Type::binary:
      return "BINARY";
    case Type::null:
      return "NULL";
    case Type::boolean:
      return "BOOLEAN";
    case Type::list:
      return "LIST";
    case Type::map:
      return "MAP";
    default:
      return "";
  }
}

// What AWS refuses in an update before the item is read, in its order: a reserved word, an unknown function, a function
// in the wrong place, a clause twice, undefined names, undefined values, overlapping paths, conflicting paths, the type
// of what ADD and DELETE are given, and the operands of functions.
class UpdateCheck {
 public:
  UpdateCheck(const UpdateSyntax& syntax, Placeholders& placeholders)
      : syntax_(syntax), tree_(syntax.tree), binder_(tree_, placeholders) {}

  Parsed<Update> run() {
    if (tree_.has_redundant_parentheses) return std::unexpected("The expression has redundant parentheses;");
    bind_all();
    if (binder_.reserved()) return std::unexpected(*binder_.reserved());
    if (auto error = check_functions()) return std::unexpected(*std::move(error));
    if (auto error = check_clauses()) return std::unexpected(*std::move(error));
    if (undefined_name_) return std::unexpected(*std::move(undefined_name_));
    if (undefined_value_) return std::unexpected(*std::move(undefined_value_));
    auto steps = bound_steps();
    std::vector<DocumentPath> paths;
    for (const auto& step : steps) paths.push_back(step.path);
    if (auto error = check_paths_apart(paths)) return std::unexpected(*std::move(error));
    if (auto error = check_added(steps)) return std::unexpected(*std::move(error));
    if (auto error = check_operands()) return std::unexpected(*std::move(error));
    return Update(binder_.take(), std::move(steps));
  }

 private:
  void bind_all() {
    for (NodeIndex i = 0; i < tree_.nodes.size(); ++i) {
      auto error = binder_.bind(i);
      auto& kept = tree_.nodes[i].op == Operator::value ? undefined_value_ : undefined_name_;
      if (!kept) kept = std::move(error);
    }
  }

  std::optional<ExpressionError> check_functions() const {
    std::optional<ExpressionError> misused;
    for (const auto& node : tree_.nodes) {
      if (node.op == Operator::function && node.function == Function::unknown) {
        return invalid_function_name(tree_.text(node.token));
      }
      if (misused) continue;
      if (node.op == Operator::function && node.function < Function::if_not_exists) {
        misused =
            "The function is not allowed in an update expression; function: " + std::string(tree_.text(node.token));
      } else if (has_list_append_inside(node)) {
        misused = function_misused(name_of(Function::list_append));
      }
    }
    return misused;
  }

  bool has_list_append_inside(const SyntaxNode& node) const {
    if (node.op == Operator::path || node.op == Operator::value) return false;
    for (std::size_t i = 0; i < node.count; ++i) {
      if (tree_.nodes[tree_.children[node.first + i]].function == Function::list_append) return true;
    }
    return false;
  }

  std::optional<ExpressionError> check_clauses() const {
    if (!syntax_.repeated) return std::nullopt;
    return "The \"" + std::string(name_of(*syntax_.repeated)) +
           "\" section can only be used once in an update expression;";
  }

  std::vector<UpdateStep> bound_steps() const {
    std::vector<UpdateStep> steps;
    steps.reserve(syntax_.steps.size());
    for (const auto& step : syntax_.steps) {
      const auto path = binder_.expression().path(binder_.expression().node(step.path));
      steps.push_back({step.action, {path.begin(), path.end()}, step.value});
    }
    return steps;
  }

  std::optional<ExpressionError> check_added(const std::vector<UpdateStep>& steps) const {
    for (const auto& step : steps) {
      if (step.action != UpdateAction::add && step.action != UpdateAction::delete_) continue;
      const auto type = *binder_.expression().static_type(step.value);
      if (step.action == UpdateAction::add && type == Type::number) continue;
      const auto name = long_name(type);
      if (name.empty()) continue;
      return "Incorrect operand type for operator or function; operator: " + std::string(name_of(step.action)) +
             ", operand type: " + std::string(name);
    }
    return std::nullopt;
  }

  std::optional<ExpressionError> check_operands() const {
    for (NodeIndex i = 0; i < tree_.nodes.size(); ++i) {
      const auto& node = binder_.expression().node(i);
      std::optional<ExpressionError> error;
      if (node.op == Operator::plus || node.op == Operator::minus) {
        error = check_types(node, name_of(node.op), Type::number);
      } else if (node.op == Operator::function) {
        error = check_function(node);
      }
      if (error) return error;
    }
    return std::nullopt;
  }

  std::optional<ExpressionError> check_function(const ExpressionNode& node) const {
    const auto name = name_of(node.function);
    if (node.count != arity_of(node.function)) return incorrect_operand_count(name, node.count);
    if (node.function == Function::list_append) return check_types(node, name, Type::list);
    const auto& first = binder_.expression().node(binder_.expression().child(node, 0));
    if (first.op != Operator::path) return requires_path(name);
    return std::nullopt;
  }

  // Of values alone; what a function gives is seen when the item is.
  std::optional<ExpressionError> check_types(const ExpressionNode& node, std::string_view name, Type wanted) const {
    const auto& expression = binder_.expression();
    for (const auto child : expression.children(node)) {
      if (expression.node(child).op != Operator::value) continue;
      const auto type = expression.value(expression.node(child)).type();
      if (type != wanted) return incorrect_operand_type(name, type_name(type));
    }
    return std::nullopt;
  }

  const UpdateSyntax& syntax_;
  const SyntaxTree& tree_;
  Binder binder_;
  std::optional<ExpressionError> undefined_name_;
  std::optional<ExpressionError> undefined_value_;
};

}  // namespace

Result<Update> parse_update(std::string_view text, Placeholders& placeholders) {
  const auto invalid = [&](const ExpressionError& error) {
    return error::validation("Invalid " + std::string(name_of(ExpressionKind::update)) + ": " + error);
  };
  const auto syntax = read_update(text);
  if (!syntax) return invalid(syntax.error());
  auto update = UpdateCheck(*syntax, placeholders).run();
  if (!update) return invalid(update.error());
  return *std::move(update);
}

}  // namespace penstock::item
