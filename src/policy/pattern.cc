#include "policy/pattern.h"

#include <algorithm>

namespace penstock::policy {
namespace {

bool is_wildcard(char c) { return c == any_run || c == any_one; }

// The start of the character behind the one at `at`, which may take several bytes.
std::size_t next_character(std::string_view text, std::size_t at) {
  do ++at;
  while (at < text.size() && (text[at] & 0xc0) == 0x80);
  return at;
}

}  // namespace

// Goes back to the last run only: what earlier runs took is as good as any other choice.
bool matches_wildcards(std::string_view text, std::string_view subject) {
  std::size_t at = 0;
  std::size_t in = 0;
  auto run = std::string_view::npos;
  std::size_t taken = 0;
  while (in < subject.size()) {
    if (at < text.size() && text[at] == any_run) {
      run = at++;
      taken = in;
    } else if (at < text.size() && text[at] == any_one) {
      ++at;
      in = next_character(subject, in);
    } else if (at < text.size() && text[at] == subject[in]) {
      ++at;
      ++in;
    } else if (run != std::string_view::npos) {
      at = run + 1;
      in = ++taken;
    } else {
      return false;
    }
  }
  return std::ranges::all_of(text.substr(at), [](char c) { return c == any_run; });
}

Pattern::Pattern(std::string_view text) : text_(text) {
  const auto wildcard = std::ranges::find_if(text, is_wildcard);
  literal_ = static_cast<std::uint32_t>(wildcard - text.begin());
  if (wildcard == text.end()) {
    kind_ = Kind::exact;
  } else if (*wildcard == any_run && wildcard + 1 == text.end()) {
    kind_ = literal_ == 0 ? Kind::any : Kind::prefix;
    text_.remove_suffix(1);
  } else {
    kind_ = Kind::general;
  }
}

}  // namespace penstock::policy
