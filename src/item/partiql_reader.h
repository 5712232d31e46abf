// Reads what all PartiQL statements are made of: paths, literals, parameters. The first thing that was wrong is kept.
// Pure; recursion is bounded.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "item/expression.h"
#include "item/partiql_lexer.h"

namespace penstock::item::partiql {

// Values within values of a literal, as of an item.
inline constexpr std::size_t literal_levels_max = 32;
// Conditions within conditions. A bound of ours.
inline constexpr int condition_depth_max = 128;

class Reader {
 public:
  Reader(std::string_view statement, std::vector<AttributeValue> parameters);

  TokenReader& tokens() { return tokens_; }

  // All that follow return nullopt or false once something was wrong.
  std::nullopt_t fail(std::string message);
  std::nullopt_t malformed(const std::string& why);  // "Statement wasn't well formed, …"
  std::nullopt_t unexpected();                       // the same of a token that begins no value
  bool has_failed() const { return error_.has_value(); }
  const std::string& error() const { return *error_; }

  bool expect(TokenKind kind, const std::string& otherwise);
  bool expect_keyword(std::string_view upper);

  bool at_end() const { return tokens_.at(TokenKind::end) || tokens_.at(TokenKind::semicolon); }
  // Behind an operator between two operands.
  bool expect_right_side();

  bool at_name() const;  // of an attribute or a table
  bool expect_name();    // that begins a path to what is written
  std::optional<std::string> read_name();
  std::optional<std::string> read_component();  // a name behind a dot
  std::optional<DocumentPath> read_path();

  bool at_value() const;  // a literal or a parameter
  // A literal, or the value of a `?`. Never a fault.
  std::optional<AttributeValue> read_value();
  // The same as an operand of that expression.
  std::optional<NodeIndex> read_value_into(Expression& expression);

  // Once the whole statement is read: all parameters were used.
  bool check_parameters();

 private:
  std::optional<std::uint32_t> read_index();
  std::optional<AttributeValue> read_parameter();
  // `place` is the path within the literal, as messages name it: root.a[0].
  std::optional<AttributeValue> read_literal(const std::string& place, std::size_t level);
  std::optional<AttributeValue> read_number(const std::string& place);
  std::optional<AttributeValue> read_list(const std::string& place, std::size_t level);
  std::optional<AttributeValue> read_map(const std::string& place, std::size_t level);
  std::optional<AttributeValue> read_bag();

  TokenReader tokens_;
  std::vector<AttributeValue> parameters_;
  std::size_t next_parameter_ = 0;
  std::shared_ptr<std::deque<AttributeValue>> values_ = std::make_shared<std::deque<AttributeValue>>();
  std::optional<std::string> error_;
};

}  // namespace penstock::item::partiql
