// Reads what conditions and updates have in common: paths, values, functions and parentheses around them. The readers
// of whole expressions build on it. Pure; recursion is bounded.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "item/syntax.h"

namespace penstock::item {

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, expression parameters.
inline constexpr std::size_t expression_bytes_max = 4096;
inline constexpr std::uint16_t operators_max = 300;
inline constexpr std::size_t in_candidates_max = 100;
// Groups within groups. A bound of ours: more than operators_max of them cannot all be needed.
inline constexpr int group_depth_max = 320;

// A piece of an expression, and how it was written.
struct Phrase {
  std::uint16_t node = 0;
  bool is_condition = false;  // no operand: a comparison, a connective
  bool is_grouped = false;    // in parentheses
};

// How the languages differ.
struct SyntaxRules {
  std::span<const std::string_view> keywords = {};  // words, in upper case, that are no names
  bool paths_go_on_behind_groups = true;            // (a.b).c
};

class SyntaxReader {
 public:
  SyntaxReader(std::string_view source, SyntaxRules rules);

  TokenReader& tokens() { return tokens_; }
  const SyntaxTree& tree() const { return tree_; }

  // What follows return nullopt once something was wrong; error() says what.
  std::optional<std::uint16_t> read_path();  // the node
  std::optional<Phrase> read_operand();      // with or without parentheses
  std::optional<Phrase> read_atom();         // path, value or function
  bool expect(TokenKind kind);
  // The rest of the path that was just read in a group and goes on behind it; nothing for another phrase.
  bool read_path_behind_group(const Phrase& inner);

  // A group is entered behind "(" and left in front of ")".
  bool enter_group();
  bool leave_group(bool inner_is_grouped);

  std::optional<std::uint16_t> add(Operator op, std::span<const std::uint16_t> children, Token token = {},
                                   Function function = Function::unknown);
  // Counts one towards operators_max, as add() does for its node.
  bool count_operator();

  std::nullopt_t fail(std::string message);
  std::nullopt_t fail_syntax() { return fail(tokens_.syntax_error()); }
  const ExpressionError& error() const { return error_; }
  SyntaxTree take_tree() { return std::move(tree_); }

 private:
  bool at_name() const;
  bool read_name(std::uint16_t path_node);
  bool read_path_tail(std::uint16_t path_node);
  std::optional<Phrase> read_function();

  TokenReader tokens_;
  SyntaxRules rules_;
  SyntaxTree tree_;
  int depth_ = 0;
  ExpressionError error_;
};

// "The expression can not be empty;", or the one about 4 KB.
std::optional<ExpressionError> check_expression_size(std::string_view text);

}  // namespace penstock::item
