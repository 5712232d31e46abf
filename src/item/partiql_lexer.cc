#include "item/partiql_lexer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace penstock::item::partiql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_utf8_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// The longer ones first.
constexpr std::array<std::pair<std::string_view, TokenKind>, 23> symbols = {{
    {"<<", TokenKind::open_bag},      {">>", TokenKind::close_bag},
    {"<>", TokenKind::not_equal},     {"!=", TokenKind::not_equal},
    {"<=", TokenKind::less_or_equal}, {">=", TokenKind::greater_or_equal},
    {"<", TokenKind::less},           {">", TokenKind::greater},
    {"=", TokenKind::equal},          {"+", TokenKind::plus},
    {"-", TokenKind::minus},          {"?", TokenKind::parameter},
    {",", TokenKind::comma},          {".", TokenKind::dot},
    {":", TokenKind::colon},          {"*", TokenKind::star},
    {";", TokenKind::semicolon},      {"(", TokenKind::open},
    {")", TokenKind::close},          {"[", TokenKind::open_bracket},
    {"]", TokenKind::close_bracket},  {"{", TokenKind::open_brace},
    {"}", TokenKind::close_brace},
}};

Token token(TokenKind kind, std::size_t begin, std::size_t end) {
  return {kind, static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(end)};
}

}  // namespace

std::size_t TokenReader::skip_blank(std::size_t from) const {
  while (from < source_.size()) {
    const auto rest = source_.substr(from);
    if (is_blank(rest.front())) {
      ++from;
    } else if (rest.starts_with("--")) {
      from = std::min(source_.find('\n', from), source_.size());
    } else if (rest.starts_with("/*")) {
      const auto end = source_.find("*/", from + 2);
      if (end == std::string_view::npos) return from;
      from = end + 2;
    } else {
      return from;
    }
  }
  return from;
}

Token TokenReader::scan(std::size_t from) const {
  from = skip_blank(from);
  if (from >= source_.size()) return token(TokenKind::end, source_.size(), source_.size());
  const auto rest = source_.substr(from);
  if (rest.starts_with("/*")) return token(TokenKind::unknown, from, source_.size());
  if (is_name_start(rest.front())) {
    const auto length = std::ranges::find_if_not(rest, is_name_part) - rest.begin();
    return token(TokenKind::name, from, from + static_cast<std::size_t>(length));
  }
  if (is_digit(rest.front()) || (rest.front() == '.' && rest.size() > 1 && is_digit(rest[1]))) return number(from);
  if (rest.front() == '\'') return quoted(from, '\'', TokenKind::string);
  if (rest.front() == '"') return quoted(from, '"', TokenKind::quoted_name);
  return symbol(from);
}

Token TokenReader::quoted(std::size_t from, char quote, TokenKind kind) const {
  for (auto at = from + 1; at < source_.size(); ++at) {
    if (source_[at] != quote) continue;
    if (at + 1 == source_.size() || source_[at + 1] != quote) return token(kind, from, at + 1);
    ++at;
  }
  return token(TokenKind::unknown, from, source_.size());
}

Token TokenReader::number(std::size_t from) const {
  auto at = from;
  const auto digits = [&] {
    while (at < source_.size() && is_digit(source_[at])) ++at;
  };
  digits();
  if (at < source_.size() && source_[at] == '.') {
    ++at;
    digits();
  }
  if (at < source_.size() && upper(source_[at]) == 'E') {
    const auto sign = at + 1 < source_.size() && (source_[at + 1] == '+' || source_[at + 1] == '-') ? 1U : 0U;
    if (at + 1 + sign < source_.size() && is_digit(source_[at + 1 + sign])) {
      at += 1 + sign;
      digits();
    }
  }
  return token(TokenKind::number, from, at);
}

Token TokenReader::symbol(std::size_t from) const {
  const auto rest = source_.substr(from);
  for (const auto& [text, kind] : symbols) {
    if (rest.starts_with(text)) return token(kind, from, from + text.size());
  }
  auto end = from + 1;
  while (end < source_.size() && is_utf8_continuation(source_[end])) ++end;
  return token(TokenKind::unknown, from, end);
}

bool TokenReader::is_keyword(const Token& token, std::string_view upper_case) const {
  return token.kind == TokenKind::name && std::ranges::equal(text(token), upper_case, {}, upper);
}

Token TokenReader::take() { return std::exchange(next_, scan(next_.end)); }

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

std::string TokenReader::content(const Token& token) const {
  const auto whole = text(token);
  if (token.kind != TokenKind::string && token.kind != TokenKind::quoted_name) return std::string(whole);
  std::string content;
  for (std::size_t i = 1; i + 1 < whole.size(); ++i) {
    content += whole[i];
    if (whole[i] == whole.front()) ++i;
  }
  return content;
}

std::string TokenReader::place(const Token& token) const {
  const auto before = source_.substr(0, token.begin);
  const auto line_start = before.rfind('\n');
  const auto column = line_start == std::string_view::npos ? before.size() : before.size() - line_start - 1;
  return std::to_string(1 + std::ranges::count(before, '\n')) + ":" + std::to_string(column + 1) + ":" +
         std::to_string(token.end - token.begin);
}

}  // namespace penstock::item::partiql
