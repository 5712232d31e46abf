#include "item/syntax.h"

#include <array>
#include <utility>

namespace penstock::item {
namespace {

constexpr std::array<std::pair<std::string_view, Function>, 8> functions = {{
    {"attribute_exists", Function::attribute_exists},
    {"attribute_not_exists", Function::attribute_not_exists},
    {"attribute_type", Function::attribute_type},
    {"begins_with", Function::begins_with},
    {"contains", Function::contains},
    {"size", Function::size},
    {"if_not_exists", Function::if_not_exists},
    {"list_append", Function::list_append},
}};

}  // namespace

std::string_view name_of(Operator op) {
  switch (op) {
    case Operator::path:
      return "path";
    case Operator::value:
      return "value";
    case Operator::function:
      return "function";
    case Operator::equal:
      return "=";
    case Operator::not_equal:
      return "<>";
    case Operator::less:
      return "<";
    case Operator::less_or_equal:
      return "<=";
    case Operator::greater:
      return ">";
    case Operator::greater_or_equal:
      return ">=";
    case Operator::between:
      return "BETWEEN";
    case Operator::in:
      return "IN";
    case Operator::and_:
      return "AND";
    case Operator::or_:
      return "OR";
    case Operator::not_:
      return "NOT";
    case Operator::plus:
      return "+";
    case Operator::minus:
      return "-";
  }
  return "";
}

std::string_view name_of(Function function) {
  for (const auto& [name, value] : functions) {
    if (value == function) return name;
  }
  return "";
}

Function function_named(std::string_view name) {
  for (const auto& [text, value] : functions) {
    if (text == name) return value;
  }
  return Function::unknown;
}

}  // namespace penstock::item
