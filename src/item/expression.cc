#include "item/expression.h"

#include <algorithm>
#include <iterator>

namespace penstock::item {

std::string_view name_of(ExpressionKind kind) {
  switch (kind) {
    case ExpressionKind::condition:
      return "ConditionExpression";
    case ExpressionKind::filter:
      return "FilterExpression";
    case ExpressionKind::key_condition:
      return "KeyConditionExpression";
    case ExpressionKind::update:
      return "UpdateExpression";
    case ExpressionKind::projection:
      return "ProjectionExpression";
  }
  return "";
}

std::optional<Type> Expression::static_type(NodeIndex index) const {
  const auto& node = nodes_[index];
  switch (node.op) {
    case Operator::path:
      return std::nullopt;
    case Operator::value:
      return value(node).type();
    case Operator::plus:
    case Operator::minus:
      return Type::number;
    case Operator::function:
      break;
    default:
      return Type::boolean;
  }
  switch (node.function) {
    case Function::size:
      return Type::number;
    case Function::list_append:
      return Type::list;
    case Function::if_not_exists:  // of the second operand; the first one's is not known
    case Function::unknown:
      return std::nullopt;
    default:
      return Type::boolean;
  }
}

void Expression::reserve(std::size_t nodes, std::size_t children, std::size_t path_elements) {
  nodes_.reserve(nodes);
  children_.reserve(children);
  elements_.reserve(path_elements);
  values_.reserve(nodes);
}

NodeIndex Expression::add_path(PathView path) {
  nodes_.push_back({.op = Operator::path,
                    .first = static_cast<std::uint32_t>(elements_.size()),
                    .count = static_cast<std::uint32_t>(path.size())});
  elements_.insert(elements_.end(), path.begin(), path.end());
  return root();
}

NodeIndex Expression::add_path(DocumentPath&& path) {
  nodes_.push_back({.op = Operator::path,
                    .first = static_cast<std::uint32_t>(elements_.size()),
                    .count = static_cast<std::uint32_t>(path.size())});
  std::ranges::move(path, std::back_inserter(elements_));
  return root();
}

NodeIndex Expression::add_value(const AttributeValue& value) {
  nodes_.push_back({.op = Operator::value, .first = static_cast<std::uint32_t>(values_.size())});
  values_.push_back(&value);
  return root();
}

NodeIndex Expression::add(Operator op, std::span<const NodeIndex> children, Function function) {
  nodes_.push_back({.op = op,
                    .function = function,
                    .first = static_cast<std::uint32_t>(children_.size()),
                    .count = static_cast<std::uint32_t>(children.size())});
  children_.insert(children_.end(), children.begin(), children.end());
  return root();
}

}  // namespace penstock::item
