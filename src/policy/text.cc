#include "policy/text.h"

#include <algorithm>

#include "base/check.h"

namespace penstock::policy {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// What stands between "${" and "}": "aws:username", "aws:PrincipalTag/team, 'none'", "*".
struct Variable {
  std::string key;
  std::string text;  // its default, or the character that "${*}", "${?}" and "${$}" stand for
  bool has_default = false;
};

Variable read_variable(std::string_view inside) {
  if (inside == "*" || inside == "?" || inside == "$") return {.key = {}, .text = std::string(inside)};
  Variable variable;
  const auto comma = inside.find(',');
  variable.key = lower(trimmed(inside.substr(0, comma)));
  if (comma == inside.npos) return variable;
  auto fallback = trimmed(inside.substr(comma + 1));
  if (fallback.size() >= 2 && fallback.front() == '\'' && fallback.back() == '\'') {
    fallback = fallback.substr(1, fallback.size() - 2);
  }
  variable.text = fallback;
  variable.has_default = true;
  return variable;
}

void append_literal(std::string& out, std::string_view text, Wildcards wildcards) {
  for (char c : text) {
    if (wildcards == Wildcards::any && c == '*') c = any_run;
    if (wildcards == Wildcards::any && c == '?') c = any_one;
    out += c;
  }
}

}  // namespace

void to_lower(std::string& text) {
  for (auto& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  to_lower(result);
  return result;
}

std::string_view TextStore::keep(std::string_view text) {
  CHECK(texts_.size() + text.size() <= texts_.capacity());
  const auto start = texts_.size();
  texts_ += text;
  return std::string_view(texts_).substr(start);
}

Text::Text(std::string_view source, Wildcards wildcards, Variables variables, TextStore& store) {
  std::string literal;
  while (!source.empty()) {
    const auto start = variables == Variables::named ? source.find("${") : source.npos;
    const auto end = start == source.npos ? source.npos : source.find('}', start);
    if (end == source.npos) {
      append_literal(literal, source, wildcards);
      break;
    }
    append_literal(literal, source.substr(0, start), wildcards);
    const auto variable = read_variable(source.substr(start + 2, end - start - 2));
    source.remove_prefix(end + 1);
    if (variable.key.empty()) {
      literal += variable.text;
      continue;
    }
    if (!literal.empty()) parts_.push_back({.text = store.keep(literal)});
    literal.clear();
    parts_.push_back(
        {.text = store.keep(variable.text), .variable = store.keep(variable.key), .has_default = variable.has_default});
  }
  if (parts_.empty()) {
    literal_ = store.keep(literal);
    pattern_ = Pattern(literal_);
  } else if (!literal.empty()) {
    parts_.push_back({.text = store.keep(literal)});
  }
}

bool Text::resolve(const Context& context, std::string& out) const {
  if (parts_.empty()) {
    out += literal_;
    return true;
  }
  std::vector<std::string> values;
  for (const auto& part : parts_) {
    values.clear();
    if (!part.variable.empty() && context.find(part.variable, values) && values.size() == 1) {
      // A value with bytes that are no text must not bring a wildcard in.
      if (values[0].find(any_run) != std::string::npos || values[0].find(any_one) != std::string::npos) return false;
      out += values[0];
    } else if (part.variable.empty() || part.has_default) {
      out += part.text;
    } else {
      return false;
    }
  }
  return true;
}

bool Text::matches_resolved(std::string_view subject, const Context& context) const {
  std::string text;
  return resolve(context, text) && matches_wildcards(text, subject);
}

void Text::add_variables(std::vector<std::string_view>& keys) const {
  for (const auto& part : parts_) {
    if (!part.variable.empty()) keys.push_back(part.variable);
  }
}

std::string effect_named(std::string_view text) {
  for (const std::string_view effect : {"Allow", "Deny"}) {
    if (lower(text) == lower(effect)) return std::string(effect);
  }
  return std::string(text);
}

}  // namespace penstock::policy
