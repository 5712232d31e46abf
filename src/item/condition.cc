#include "item/condition.h"

#include <algorithm>

#include "item/condition_check.h"
#include "item/condition_syntax.h"

namespace penstock::item {
namespace {

std::size_t utf16_length(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0U ? 2 : 1;
  }
  return units;
}

template <class Set, class Member>
bool is_member(const Set* set, const Member* member) {
  return set != nullptr && member != nullptr && std::ranges::binary_search(*set, *member);
}

bool are_equal(const Operand& a, const Operand& b) { return a && b && *a == *b; }

bool compares(Operator op, const Operand& a, const Operand& b) {
  if (op == Operator::equal) return are_equal(a, b);
  if (op == Operator::not_equal) return !are_equal(a, b);
  if (!a || !b) return false;
  const auto order = compare(*a, *b);
  switch (op) {
    case Operator::less:
      return order < 0;
    case Operator::less_or_equal:
      return order <= 0;
    case Operator::greater:
      return order > 0;
    case Operator::greater_or_equal:
      return order >= 0;
    default:
      return false;
  }
}

// Evaluates below one node; the item and the expression stay.
class Evaluation {
 public:
  Evaluation(const Expression& expression, const Item& item) : expression_(expression), item_(item) {}

  bool holds(NodeIndex index) const {
    const auto& node = expression_.node(index);
    switch (node.op) {
      case Operator::and_:
        return std::ranges::all_of(expression_.children(node), [&](auto child) { return holds(child); });
      case Operator::or_:
        return std::ranges::any_of(expression_.children(node), [&](auto child) { return holds(child); });
      case Operator::not_:
        return !holds(expression_.child(node, 0));
      case Operator::between: {
        const auto value = operand(node, 0);
        return compares(Operator::greater_or_equal, value, operand(node, 1)) &&
               compares(Operator::less_or_equal, value, operand(node, 2));
      }
      case Operator::in: {
        const auto value = operand(node, 0);
        return std::ranges::any_of(expression_.children(node).subspan(1),
                                   [&](auto child) { return are_equal(value, evaluate(child)); });
      }
      case Operator::function:
        return function_holds(node);
      case Operator::path:
      case Operator::value: {
        const auto value = evaluate(index);
        return value && *value == AttributeValue(true);
      }
      default:
        return compares(node.op, operand(node, 0), operand(node, 1));
    }
  }

  Operand evaluate(NodeIndex index) const {
    const auto& node = expression_.node(index);
    if (node.op == Operator::path) return Operand(find(item_, expression_.path(node)));
    if (node.op == Operator::value) return Operand(&expression_.value(node));
    // Conditions are operands in PartiQL alone.
    if (node.op != Operator::function || node.function != Function::size) return Operand(AttributeValue(holds(index)));
    const auto measured = operand(node, 0);
    if (!measured) return {};
    const auto length = length_of(*measured);
    return length ? Operand(AttributeValue(static_cast<std::int64_t>(*length))) : Operand();
  }

 private:
  Operand operand(const ExpressionNode& node, std::size_t i) const { return evaluate(expression_.child(node, i)); }

  bool function_holds(const ExpressionNode& node) const {
    const auto first = operand(node, 0);
    if (node.function == Function::attribute_exists) return static_cast<bool>(first);
    if (node.function == Function::attribute_not_exists) return !first;
    if (!first || node.count != 2) return false;
    const auto second = operand(node, 1);
    if (!second) return false;
    switch (node.function) {
      case Function::attribute_type: {
        const auto* name = (*second).get<std::string>();
        return name != nullptr && *name == type_name((*first).type());
      }
      case Function::begins_with:
        return begins_with(*first, *second);
      case Function::contains:
        return contains(*first, *second);
      default:
        return false;
    }
  }

  const Expression& expression_;
  const Item& item_;
};

}  // namespace

std::optional<std::size_t> length_of(const AttributeValue& value) {
  switch (value.type()) {
    case Type::string:
      return utf16_length(*value.get<std::string>());
    case Type::binary:
      return value.get<Binary>()->bytes.size();
    case Type::string_set:
      return value.get<StringSet>()->size();
    case Type::number_set:
      return value.get<NumberSet>()->size();
    case Type::binary_set:
      return value.get<BinarySet>()->size();
    case Type::list:
      return value.get<List>()->size();
    case Type::map:
      return value.get<AttributeMap>()->size();
    default:
      return std::nullopt;
  }
}

bool begins_with(const AttributeValue& value, const AttributeValue& prefix) {
  if (const auto* text = value.get<std::string>()) {
    const auto* start = prefix.get<std::string>();
    return start != nullptr && text->starts_with(*start);
  }
  const auto* binary = value.get<Binary>();
  const auto* start = prefix.get<Binary>();
  return binary != nullptr && start != nullptr && binary->bytes.starts_with(start->bytes);
}

bool contains(const AttributeValue& container, const AttributeValue& content) {
  switch (container.type()) {
    case Type::string: {
      const auto* part = content.get<std::string>();
      return part != nullptr && container.get<std::string>()->contains(*part);
    }
    case Type::binary: {
      const auto* part = content.get<Binary>();
      return part != nullptr && container.get<Binary>()->bytes.contains(part->bytes);
    }
    case Type::string_set:
      return is_member(container.get<StringSet>(), content.get<std::string>());
    case Type::number_set:
      return is_member(container.get<NumberSet>(), content.get<Number>());
    case Type::binary_set:
      return is_member(container.get<BinarySet>(), content.get<Binary>());
    case Type::list:
      return std::ranges::find(*container.get<List>(), content) != container.get<List>()->end();
    default:
      return false;
  }
}

bool holds(const Expression& expression, NodeIndex condition, const Item& item) {
  return Evaluation(expression, item).holds(condition);
}

Operand evaluate(const Expression& expression, NodeIndex operand, const Item& item) {
  return Evaluation(expression, item).evaluate(operand);
}

bool Condition::matches(const Item& item) const {
  return expression_.empty() || holds(expression_, expression_.root(), item);
}

Result<Condition> parse_condition(ExpressionKind kind, std::string_view text, Placeholders& placeholders) {
  const auto invalid = [&](const ExpressionError& error) {
    return error::validation("Invalid " + std::string(name_of(kind)) + ": " + error);
  };
  const auto tree = read_condition(text);
  if (!tree) return invalid(tree.error());
  auto expression = bind_condition(*tree, placeholders);
  if (!expression) return invalid(expression.error());
  return Condition(std::move(*expression));
}

}  // namespace penstock::item
