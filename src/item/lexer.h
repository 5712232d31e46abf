// Tokens of DynamoDB's expression language: condition, filter, key condition, update and projection expressions. Pure.
//
// Names begin with a letter; placeholders (#name, :value) may go on with any letter, digit or underscore; a character
// that begins no token is a token of its own, which no grammar accepts. Keywords are names here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::item {

enum class TokenKind : std::uint8_t {
  end,
  name,
  name_placeholder,   // #name
  value_placeholder,  // :value
  number,
  comma,
  dot,
  open,
  close,
  open_bracket,
  close_bracket,
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  plus,
  minus,
  unknown,
};

// Offsets into the source; an expression is at most 4 KB.
struct Token {
  TokenKind kind = TokenKind::end;
  std::uint16_t begin = 0;
  std::uint16_t end = 0;
};

// Reads tokens with one of look-ahead. The source outlives the reader.
class TokenReader {
 public:
  explicit TokenReader(std::string_view source) : source_(source) { next_ = scan(0); }

  const Token& peek() const { return next_; }
  bool at(TokenKind kind) const { return next_.kind == kind; }
  // Whether the next token is that keyword, in any case. `upper` is in upper case.
  bool at_keyword(std::string_view upper) const;
  // The token after the next one.
  Token peek_second() const { return scan(next_.end); }

  Token take();
  // Takes the next token if it is of that kind.
  bool take_if(TokenKind kind);
  bool take_keyword_if(std::string_view upper);

  std::string_view text(const Token& token) const { return source_.substr(token.begin, token.end - token.begin); }
  // AWS's text about the next token: `Syntax error; token: "x", near: "w x y"`. Near is the source from the token
  // before to the token after.
  std::string syntax_error() const;

 private:
  Token scan(std::size_t from) const;

  std::string_view source_;
  Token previous_;
  bool has_previous_ = false;
  Token next_;
};

}  // namespace penstock::item
