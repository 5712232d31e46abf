#include "codegen/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace penstock::codegen {
namespace {

constexpr std::string_view keywords[] = {
    "alignas",     "alignof",  "and",        "and_eq",    "asm",       "auto",         "bitand",
    "bitor",       "bool",     "break",      "case",      "catch",     "char",         "char8_t",
    "char16_t",    "char32_t", "class",      "co_await",  "co_return", "co_yield",     "compl",
    "concept",     "const",    "const_cast", "consteval", "constexpr", "constinit",    "continue",
    "decltype",    "default",  "delete",     "do",        "double",    "dynamic_cast", "else",
    "enum",        "explicit", "export",     "extern",    "false",     "float",        "for",
    "friend",      "goto",     "if",         "inline",    "int",       "long",         "mutable",
    "namespace",   "new",      "noexcept",   "not",       "not_eq",    "nullptr",      "operator",
    "or",          "or_eq",    "private",    "protected", "public",    "register",     "reinterpret_cast",
    "requires",    "return",   "short",      "signed",    "sizeof",    "static",       "static_assert",
    "static_cast", "struct",   "switch",     "template",  "this",      "thread_local", "throw",
    "true",        "try",      "typedef",    "typeid",    "typename",  "union",        "unsigned",
    "using",       "virtual",  "void",       "volatile",  "wchar_t",   "while",        "xor",
    "xor_eq"};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_upper(c) || is_lower(c) || is_digit(c); }

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// A plural of an abbreviation ends as one word: "TargetARNs" -> "Target_arns".
std::string split_plural_abbreviation(std::string_view name) {
  if (!name.ends_with('s')) return std::string(name);
  auto begin = name.size() - 1;
  while (begin > 0 && is_upper(name[begin - 1])) --begin;
  if (name.size() - 1 - begin < 2) return std::string(name);
  return std::string(name.substr(0, begin)) + '_' + lower(std::string(name.substr(begin)));
}

// A capital followed by small letters begins a word, whatever stands before it.
std::string split_capitalized(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    out += name[at++];
    if (at + 1 >= name.size() || !is_upper(name[at]) || !is_lower(name[at + 1])) continue;
    out += '_';
    out += name[at++];
    while (at < name.size() && is_lower(name[at])) out += name[at++];
  }
  return out;
}

// So does a capital after a small letter or a digit.
std::string split_before_capitals(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (at > 0 && is_upper(name[at]) && (is_lower(name[at - 1]) || is_digit(name[at - 1]))) out += '_';
    out += name[at];
  }
  return out;
}

std::string without_repeated_underscores(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '_' || (!out.empty() && out.back() != '_')) out += c;
  }
  while (out.ends_with('_')) out.pop_back();
  return out;
}

std::string not_a_keyword(std::string name) {
  if (name.empty()) return "none";
  if (is_digit(name.front())) name.insert(0, "n");
  if (std::ranges::find(keywords, name) != std::end(keywords)) name += '_';
  return name;
}

}  // namespace

std::string snake_case(std::string_view name) {
  return without_repeated_underscores(lower(split_before_capitals(split_capitalized(split_plural_abbreviation(name)))));
}

std::string identifier(std::string_view name) {
  std::string words(name);
  std::ranges::replace_if(words, [](char c) { return !is_word(c); }, '_');
  return not_a_keyword(snake_case(words));
}

std::string type_name(std::string_view name) {
  while (name.starts_with('_')) name.remove_prefix(1);
  std::string out(name);
  if (!out.empty() && is_lower(out.front())) out.front() = static_cast<char>(out.front() - 'a' + 'A');
  return out;
}

std::string constant_name(std::string_view value) {
  const bool has_small = std::ranges::any_of(value, is_lower);
  std::string words;
  for (const char c : value) {
    if (c == '*') {
      words += "_all";
    } else {
      words += is_word(c) ? c : '_';
    }
  }
  return not_a_keyword(has_small ? snake_case(words) : without_repeated_underscores(lower(words)));
}

std::string error_name(std::string_view shape) {
  constexpr std::string_view suffix = "Exception";
  if (shape.ends_with(suffix) && shape.size() > suffix.size()) shape.remove_suffix(suffix.size());
  return identifier(shape);
}

std::string UniqueNames::take(std::string name) {
  if (taken_.insert(name).second) return name;
  for (int count = 2;; ++count) {
    auto numbered = fmt::format("{}_{}", name, count);
    if (taken_.insert(numbered).second) return numbered;
  }
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\{:03o}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace penstock::codegen
