// What an expression says before its placeholders are looked up: a flat tree over the text of a condition or an update.
// Children lie before their parents; the text outlives the tree. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "item/lexer.h"

namespace penstock::item {

enum class Operator : std::uint8_t {
  path,
  value,
  function,
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  between,  // operand, lower, upper
  in,       // operand, candidates
  and_,     // two or more
  or_,
  not_,
  plus,
  minus,
};

enum class Function : std::uint8_t {
  unknown,
  attribute_exists,
  attribute_not_exists,
  attribute_type,
  begins_with,
  contains,
  size,
  if_not_exists,
  list_append,
};

// As AWS's messages spell them.
std::string_view name_of(Operator op);
std::string_view name_of(Function function);
Function function_named(std::string_view name);  // case matters

inline bool is_comparison(Operator op) { return op >= Operator::equal && op <= Operator::greater_or_equal; }

struct SyntaxNode {
  Operator op = Operator::path;
  Function function = Function::unknown;
  std::uint16_t first = 0;  // of `elements` for a path, of `children` otherwise
  std::uint16_t count = 0;
  Token token = {};  // the placeholder of a value, the name of a function
};

// A name, a #name, or the number between brackets.
struct SyntaxElement {
  Token token;
};

struct SyntaxTree {
  std::string_view source;
  std::vector<SyntaxNode> nodes;
  std::vector<std::uint16_t> children;
  std::vector<SyntaxElement> elements;
  std::uint16_t operators = 0;  // operators and functions, which AWS counts
  bool has_redundant_parentheses = false;

  std::string_view text(const Token& token) const { return source.substr(token.begin, token.end - token.begin); }
};

// The message after "Invalid ConditionExpression: ".
using ExpressionError = std::string;
template <class T>
using Parsed = std::expected<T, ExpressionError>;

}  // namespace penstock::item
