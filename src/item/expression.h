// An expression with its placeholders looked up: the flat tree that is evaluated against items. Conditions and the
// right sides of updates are made of it, whether they came as text, as legacy parameters or in PartiQL. Immutable once
// built; any thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "item/document_path.h"
#include "item/syntax.h"

namespace penstock::item {

// The parameter that an expression came in; the word in "Invalid ConditionExpression: …".
enum class ExpressionKind : std::uint8_t { condition, filter, key_condition, update, projection };
std::string_view name_of(ExpressionKind kind);

struct ExpressionNode {
  Operator op = Operator::path;
  Function function = Function::unknown;
  std::uint32_t first = 0;  // of elements for a path, of values for a value, of children otherwise
  std::uint32_t count = 0;
};

using NodeIndex = std::uint32_t;

class Expression {
 public:
  const ExpressionNode& node(NodeIndex index) const { return nodes_[index]; }
  NodeIndex root() const { return static_cast<NodeIndex>(nodes_.size() - 1); }
  bool empty() const { return nodes_.empty(); }
  NodeIndex child(const ExpressionNode& node, std::size_t i) const { return children_[node.first + i]; }
  std::span<const NodeIndex> children(const ExpressionNode& node) const {
    return std::span(children_).subspan(node.first, node.count);
  }
  PathView path(const ExpressionNode& node) const { return PathView(elements_).subspan(node.first, node.count); }
  const AttributeValue& value(const ExpressionNode& node) const { return *values_[node.first]; }

  // The type that an operand has whatever the item is: of a value, and of what a function gives.
  std::optional<Type> static_type(NodeIndex index) const;

  // Calls visit(PathView) for every path, in the order of the text.
  template <class Visit>
  void for_each_path(Visit&& visit) const {
    for (const auto& node : nodes_) {
      if (node.op == Operator::path) visit(path(node));
    }
  }

  // For those who build one: children first.
  void reserve(std::size_t nodes, std::size_t children, std::size_t path_elements);
  NodeIndex add_path(PathView path);
  NodeIndex add_path(DocumentPath&& path);
  // The value lives as long as what keep() was given.
  NodeIndex add_value(const AttributeValue& value);
  NodeIndex add(Operator op, std::span<const NodeIndex> children, Function function = Function::unknown);
  void keep(std::shared_ptr<const void> values) { kept_.push_back(std::move(values)); }

 private:
  std::vector<ExpressionNode> nodes_;
  std::vector<NodeIndex> children_;
  std::vector<PathElement> elements_;
  std::vector<const AttributeValue*> values_;
  std::vector<std::shared_ptr<const void>> kept_;
};

// What an operand comes to: a value of the item or of the request, or one that a function made. Null when the item has
// none there.
class Operand {
 public:
  Operand() = default;
  explicit Operand(const AttributeValue* value) : value_(value) {}
  explicit Operand(AttributeValue made) : made_(std::move(made)), is_made_(true) {}

  const AttributeValue* get() const { return is_made_ ? &made_ : value_; }
  explicit operator bool() const { return get() != nullptr; }
  const AttributeValue& operator*() const { return *get(); }

 private:
  AttributeValue made_;
  const AttributeValue* value_ = nullptr;
  bool is_made_ = false;
};

}  // namespace penstock::item
