#include "policy/canonical_text.h"

#include <fmt/ranges.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/check.h"
#include "policy/text.h"

namespace penstock::policy {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::array<std::string_view, 3> policy_keys = {"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> statement_keys = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"};

std::string text_of(element value) { return simdjson::minify(value); }

bool is_account(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string principal_text(element value) {
  if (value.is_string() && is_account(std::string_view(value))) {
    return "\"arn:aws:iam::" + std::string(std::string_view(value)) + ":root\"";
  }
  return text_of(value);
}

enum class Repeats : std::uint8_t { kept, dropped };

// Each of a list, or the one that is alone.
template <class Text>
std::string list_text(element value, Text text, Repeats repeats) {
  if (!value.is_array()) return text(value);
  std::vector<std::string> texts;
  for (const auto one : array(value)) {
    auto said = text(one);
    if (repeats == Repeats::kept || std::ranges::find(texts, said) == texts.end()) texts.push_back(std::move(said));
  }
  return texts.size() == 1 ? texts.front() : fmt::format("[{}]", fmt::join(texts, ","));
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? fmt::format("\\u{:04x}", c) : std::string(1, c);
  }
  return out + '"';
}

void add(std::string& out, std::string_view key, std::string_view text) {
  if (out.size() > 1) out += ',';
  out.append(json_text(key)).append(":").append(text);
}

std::string principals_text(element value) {
  if (!value.is_object()) return list_text(value, principal_text, Repeats::dropped);
  std::string out = "{";
  for (const auto [kind, names] : object(value)) add(out, kind, list_text(names, principal_text, Repeats::dropped));
  return out + "}";
}

std::string condition_text(element condition) {
  std::string out = "{";
  for (const auto [op, tests] : object(condition)) {
    std::string told = "{";
    for (const auto [key, values] : object(tests)) add(told, key, list_text(values, text_of, Repeats::kept));
    add(out, op, told + "}");
  }
  return out + "}";
}

std::string statement_text(element statement) {
  std::string out = "{";
  for (const auto key : statement_keys) {
    element value;
    if (statement[key].get(value) != simdjson::SUCCESS) continue;
    if (key.ends_with("Principal")) {
      add(out, key, principals_text(value));
    } else if (key == "Effect") {
      add(out, key, json_text(effect_named(std::string_view(value))));
    } else if (key == "Condition") {
      add(out, key, condition_text(value));
    } else {
      add(out, key, list_text(value, text_of, Repeats::kept));
    }
  }
  return out + "}";
}

}  // namespace

std::string canonical_text(std::string_view policy) {
  simdjson::dom::parser parser;
  element root;
  CHECK(parser.parse(policy.data(), policy.size()).get(root) == simdjson::SUCCESS);  // it is a policy
  std::string out = "{";
  for (const auto key : policy_keys) {
    element value;
    if (root[key].get(value) != simdjson::SUCCESS) continue;
    if (key != "Statement") {
      add(out, key, text_of(value));
    } else if (value.is_object()) {
      add(out, key, "[" + statement_text(value) + "]");
    } else {
      std::string statements = "[";
      for (const auto statement : array(value)) {
        if (statements.size() > 1) statements += ',';
        statements += statement_text(statement);
      }
      add(out, key, statements + "]");
    }
  }
  return out + "}";
}

}  // namespace penstock::policy
