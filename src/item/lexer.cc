#include "item/lexer.h"

#include <algorithm>

namespace penstock::item {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_utf8_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

TokenKind symbol_of(char c) {
  switch (c) {
    case ',':
      return TokenKind::comma;
    case '.':
      return TokenKind::dot;
    case '(':
      return TokenKind::open;
    case ')':
      return TokenKind::close;
    case '[':
      return TokenKind::open_bracket;
    case ']':
      return TokenKind::close_bracket;
    case '=':
      return TokenKind::equal;
    case '<':
      return TokenKind::less;
    case '>':
      return TokenKind::greater;
    case '+':
      return TokenKind::plus;
    case '-':
      return TokenKind::minus;
    default:
      return TokenKind::unknown;
  }
}

}  // namespace

Token TokenReader::scan(std::size_t from) const {
  while (from < source_.size() && is_space(source_[from])) ++from;
  const auto token = [&](TokenKind kind, std::size_t end) {
    return Token{kind, static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(end)};
  };
  if (from == source_.size()) return token(TokenKind::end, from);

  const auto end_while = [&](std::size_t at, bool (*accept)(char)) {
    while (at < source_.size() && accept(source_[at])) ++at;
    return at;
  };
  const char first = source_[from];
  if (is_letter(first)) return token(TokenKind::name, end_while(from + 1, is_word));
  if (is_digit(first)) return token(TokenKind::number, end_while(from + 1, is_digit));
  if (first == '#' || first == ':') {
    const auto end = end_while(from + 1, is_word);
    if (end == from + 1) return token(TokenKind::unknown, end);
    return token(first == '#' ? TokenKind::name_placeholder : TokenKind::value_placeholder, end);
  }
  const char second = from + 1 < source_.size() ? source_[from + 1] : '\0';
  if (first == '<' && second == '=') return token(TokenKind::less_or_equal, from + 2);
  if (first == '<' && second == '>') return token(TokenKind::not_equal, from + 2);
  if (first == '>' && second == '=') return token(TokenKind::greater_or_equal, from + 2);
  const auto symbol = symbol_of(first);
  return token(symbol, symbol == TokenKind::unknown ? end_while(from + 1, is_utf8_continuation) : from + 1);
}

bool TokenReader::at_keyword(std::string_view upper_case) const {
  return next_.kind == TokenKind::name &&
         std::ranges::equal(text(next_), upper_case, {}, [](char c) { return upper(c); });
}

Token TokenReader::take() {
  previous_ = next_;
  has_previous_ = true;
  next_ = scan(next_.end);
  return previous_;
}

bool TokenReader::take_if(TokenKind kind) {
  if (!at(kind)) return false;
  take();
  return true;
}

bool TokenReader::take_keyword_if(std::string_view upper_case) {
  if (!at_keyword(upper_case)) return false;
  take();
  return true;
}

std::string TokenReader::syntax_error() const {
  const std::size_t begin = has_previous_ ? previous_.begin : 0;
  std::size_t end = source_.size();
  if (next_.kind != TokenKind::end) {
    const auto after = peek_second();
    if (after.kind != TokenKind::end) end = after.end;
  }
  const auto token = next_.kind == TokenKind::end ? std::string_view("<EOF>") : text(next_);
  return "Syntax error; token: \"" + std::string(token) + "\", near: \"" +
         std::string(source_.substr(begin, end - begin)) + "\"";
}

}  // namespace penstock::item
