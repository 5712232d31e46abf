// Tokens of PartiQL statements. Pure.
//
// Keywords are names, in any case. A name in double quotes is a name that is no keyword; a quote within doubles itself,
// in strings too. Comments run from -- to the end of the line, or from /* to */.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::item::partiql {

// The model's bound of a statement; tokens count in 16 bits.
inline constexpr std::size_t statement_bytes_max = 8192;

enum class TokenKind : std::uint8_t {
  end,
  name,
  quoted_name,
  string,
  number,
  parameter,  // ?
  comma,
  dot,
  colon,
  star,
  semicolon,
  open,
  close,
  open_bracket,
  close_bracket,
  open_brace,
  close_brace,
  open_bag,   // <<
  close_bag,  // >>
  equal,
  not_equal,  // <> or !=
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  plus,
  minus,
  unknown,  // a character that begins no token, a quote or a comment that does not end
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint16_t begin = 0;
  std::uint16_t end = 0;
};

// The source outlives the reader and is at most statement_bytes_max long.
class TokenReader {
 public:
  explicit TokenReader(std::string_view source) : source_(source) { next_ = scan(0); }

  const Token& peek() const { return next_; }
  Token peek_second() const { return scan(next_.end); }
  bool at(TokenKind kind) const { return next_.kind == kind; }
  bool at_keyword(std::string_view upper) const { return is_keyword(next_, upper); }
  bool is_keyword(const Token& token, std::string_view upper) const;

  Token take();
  bool take_if(TokenKind kind);
  bool take_keyword_if(std::string_view upper);

  std::string_view text(const Token& token) const { return source_.substr(token.begin, token.end - token.begin); }
  // Without the quotes around and doubled within.
  std::string content(const Token& token) const;
  // As AWS's messages say where: line:column:length.
  std::string place(const Token& token) const;

 private:
  Token scan(std::size_t from) const;
  std::size_t skip_blank(std::size_t from) const;
  Token quoted(std::size_t from, char quote, TokenKind kind) const;
  Token number(std::size_t from) const;
  Token symbol(std::size_t from) const;

  std::string_view source_;
  Token next_;
};

}  // namespace penstock::item::partiql
