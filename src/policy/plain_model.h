// The policy language once more, as slow and obvious as it can be: policies are lists of plain statements, every rule
// is written out as the IAM User Guide says it. Random runs compare the evaluator with it.
#pragma once

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::policy::plain {

using Values = std::vector<std::string>;
using Keys = std::map<std::string, Values>;  // in lower case

struct Test {
  std::string quantifier;  // "", "ForAllValues:", "ForAnyValue:"
  std::string op;          // without "Not" and "IfExists": "StringEquals"
  bool negated = false;
  bool if_exists = false;
  std::string key;
  Values values;
};

struct Statement {
  bool allows = true;
  bool not_action = false, not_resource = false, not_principal = false;
  Values actions, resources;
  std::vector<std::pair<std::string, std::string>> principals;  // {"AWS", "111111111111"}, {"", "*"}
  std::vector<Test> tests;
};
using Policy = std::vector<Statement>;

enum class Kind { root, user, session, federated, service, stranger, web };

struct Who {
  Kind kind = Kind::user;
  std::string account, arn;
  std::string origin;  // the role of a session, the user of a federated session
  std::vector<Policy> identity;
  std::optional<Policy> boundary;
  std::optional<std::vector<Policy>> session;
};

struct Asked {
  Who who;
  std::string action, resource, owner;
  std::optional<Policy> resource_policy;
  bool must_allow = false;
  Keys keys;
};

inline std::string lowered(std::string text) {
  for (auto& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return text;
}

// A text with marks for what is literal, so that a star of a variable stays a star.
using Marked = std::vector<std::pair<char, bool>>;

inline bool like(const Marked& pattern, std::size_t at, std::string_view text) {
  if (at == pattern.size()) return text.empty();
  const auto [c, is_literal] = pattern[at];
  if (!is_literal && c == '*') {
    for (std::size_t taken = 0; taken <= text.size(); ++taken) {
      if (like(pattern, at + 1, text.substr(taken))) return true;
    }
    return false;
  }
  if (text.empty()) return false;
  return ((!is_literal && c == '?') || c == text.front()) && like(pattern, at + 1, text.substr(1));
}

// Empty when a variable has no value.
inline std::optional<Marked> replaced(std::string_view text, const Keys& keys, bool has_wildcards) {
  Marked result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) != "${" || text.find('}', i) == text.npos) {
      result.emplace_back(text[i], !has_wildcards);
      continue;
    }
    const auto end = text.find('}', i);
    const std::string inside(text.substr(i + 2, end - i - 2));
    const auto comma = inside.find(", '");
    const auto key = lowered(inside.substr(0, comma));
    std::string value;
    if (inside == "*" || inside == "?" || inside == "$") {
      value = inside;
    } else if (keys.contains(key) && keys.at(key).size() == 1) {
      value = keys.at(key)[0];
    } else if (comma != inside.npos) {
      value = inside.substr(comma + 3, inside.size() - comma - 4);
    } else {
      return std::nullopt;
    }
    for (const char c : value) result.emplace_back(c, true);
    i = end;
  }
  return result;
}

inline bool text_like(std::string_view pattern, std::string_view text, const Keys& keys, bool has_wildcards) {
  const auto marked = replaced(pattern, keys, has_wildcards);
  return marked && like(*marked, 0, text);
}

inline std::vector<Marked> arn_parts(const Marked& arn) {
  std::vector<Marked> parts(1);
  for (const auto& one : arn) {
    if (one.first == ':' && parts.size() < 6) {
      parts.emplace_back();
    } else {
      parts.back().push_back(one);
    }
  }
  return parts;
}

inline bool arn_like(std::string_view pattern, std::string_view text, const Keys& keys) {
  const auto marked = replaced(pattern, keys, true);
  if (!marked) return false;
  const auto wanted = arn_parts(*marked);
  const auto given = arn_parts(*replaced(text, {}, false));
  if (wanted.size() != 6 || given.size() != 6) return false;
  for (std::size_t i = 0; i < 6; ++i) {
    std::string part;
    for (const auto& one : given[i]) part += one.first;
    if (!like(wanted[i], 0, part)) return false;
  }
  return true;
}

inline std::optional<unsigned> address_of(const std::string& text) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (std::sscanf(text.c_str(), "%u.%u.%u.%u", &a, &b, &c, &d) != 4) return std::nullopt;
  return a << 24 | b << 16 | c << 8 | d;
}

inline bool in_block(const std::string& block, const std::string& text) {
  const auto slash = block.find('/');
  const auto network = address_of(block.substr(0, slash));
  const auto address = address_of(text);
  if (!network || !address) return false;
  const int bits = slash == std::string::npos ? 32 : std::stoi(block.substr(slash + 1));
  for (int bit = 0; bit < bits; ++bit) {
    if ((*network >> (31 - bit) & 1) != (*address >> (31 - bit) & 1)) return false;
  }
  return true;
}

inline std::optional<double> number_of(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789.-") != text.npos) return std::nullopt;
  return std::stod(text);
}

inline bool value_fits(const Test& test, const std::string& wanted, const std::string& given, const Keys& keys) {
  if (test.op == "StringEquals") return text_like(wanted, given, keys, false);
  if (test.op == "StringEqualsIgnoreCase") {
    const auto marked = replaced(wanted, keys, false);
    std::string text;
    for (const auto& one : marked.value_or(Marked{})) text += one.first;
    return marked && lowered(text) == lowered(given);
  }
  if (test.op == "StringLike") return text_like(wanted, given, keys, true);
  if (test.op == "ArnEquals" || test.op == "ArnLike") return arn_like(wanted, given, keys);
  if (test.op == "Bool") return lowered(wanted) == lowered(given);
  if (test.op == "IpAddress") return in_block(wanted, given);
  const auto left = number_of(given);
  const auto right = number_of(wanted);
  if (!left || !right) return false;
  const auto relation = test.op.substr(std::string("Numeric").size());
  if (relation == "Equals") return *left == *right;
  if (relation == "LessThan") return *left < *right;
  if (relation == "LessThanEquals") return *left <= *right;
  if (relation == "GreaterThan") return *left > *right;
  return *left >= *right;
}

inline bool holds(const Test& test, const Keys& keys) {
  const auto found = keys.find(lowered(test.key));
  if (test.op == "Null") {
    const std::string is_null = found == keys.end() ? "true" : "false";
    return std::find(test.values.begin(), test.values.end(), is_null) != test.values.end();
  }
  if (found == keys.end()) {
    if (test.if_exists || test.quantifier == "ForAllValues:") return true;
    return test.negated && test.quantifier.empty();
  }
  int fitting = 0;
  for (const auto& given : found->second) {
    bool fits = false;
    for (const auto& wanted : test.values) fits = fits || value_fits(test, wanted, given, keys);
    if (fits != test.negated || (given.empty() && test.quantifier == "ForAllValues:")) ++fitting;
  }
  const bool all = fitting == static_cast<int>(found->second.size());
  if (test.quantifier == "ForAllValues:") return all;
  if (test.quantifier == "ForAnyValue:") return fitting > 0;
  return test.negated ? all : fitting > 0;
}

// 0: not at all, 1: by the account, 2: by the role or user behind a session, 3: itself.
inline int named_by(const std::pair<std::string, std::string>& entry, const Who& who) {
  const auto& [type, value] = entry;
  const bool has_account = who.kind != Kind::service && who.kind != Kind::stranger && who.kind != Kind::web;
  if (type.empty()) return 3;
  if (type == "Service") return who.kind == Kind::service && value == who.arn ? 3 : 0;
  if (type == "Federated") return who.kind == Kind::web && value == who.arn ? 3 : 0;
  if (value == "*") return who.kind == Kind::web ? 0 : 3;
  if (!has_account) return 0;
  if (value == who.account || value == "arn:aws:iam::" + who.account + ":root") return who.kind == Kind::root ? 3 : 1;
  if (value == who.arn) return 3;
  return !who.origin.empty() && value == who.origin ? 2 : 0;
}

inline int named(const Statement& statement, const Who& who) {
  int strongest = 0;
  bool itself = false;
  bool origin = who.origin.empty();
  bool account = who.kind != Kind::user && who.kind != Kind::session && who.kind != Kind::federated;
  bool everyone = false;
  for (const auto& entry : statement.principals) {
    const int naming = named_by(entry, who);
    strongest = std::max(strongest, naming);
    itself = itself || naming == 3;
    origin = origin || naming == 2;
    account = account || naming == 1;
    everyone = everyone || entry.first.empty();
  }
  if (!statement.not_principal) return strongest;
  if (statement.allows) return strongest == 0 ? 3 : 0;
  if (who.boundary) return 3;
  return everyone || (itself && origin && account) ? 0 : 3;
}

inline bool covers(const Statement& statement, const Asked& asked) {
  bool action = false;
  for (const auto& one : statement.actions) {
    action = action || text_like(lowered(one), lowered(asked.action), {}, true);
  }
  bool resource = statement.resources.empty();
  for (const auto& one : statement.resources) resource = resource || text_like(one, asked.resource, asked.keys, true);
  bool tests = true;
  for (const auto& test : statement.tests) tests = tests && holds(test, asked.keys);
  return action != statement.not_action && (statement.resources.empty() || resource != statement.not_resource) && tests;
}

inline bool says(const Policy& policy, const Asked& asked, bool allow) {
  for (const auto& statement : policy) {
    if (statement.allows == allow && covers(statement, asked)) return true;
  }
  return false;
}

inline bool any_says(const std::vector<Policy>& policies, const Asked& asked, bool allow) {
  return std::any_of(policies.begin(), policies.end(), [&](const Policy& one) { return says(one, asked, allow); });
}

// As words_of() of the decision, without the statement: "allowed: identity".
inline std::string decide(const Asked& asked) {
  const auto& who = asked.who;
  const std::string resource_type = asked.must_allow && asked.resource_policy ? "trust" : "resource";
  int granted = 0;
  if (asked.resource_policy) {
    for (const auto& statement : *asked.resource_policy) {
      const int naming = named(statement, who);
      if (naming == 0 || !covers(statement, asked)) continue;
      if (!statement.allows) return "explicitly denied: " + resource_type;
      granted = std::max(granted, naming);
    }
  }
  if (any_says(who.identity, asked, false)) return "explicitly denied: identity";
  if (who.boundary && says(*who.boundary, asked, false)) return "explicitly denied: boundary";
  if (who.session && any_says(*who.session, asked, false)) return "explicitly denied: session";

  std::string lacking;
  if (who.session && !any_says(*who.session, asked, true)) lacking = "implicitly denied: session";
  if (who.boundary && !says(*who.boundary, asked, true)) lacking = "implicitly denied: boundary";
  const bool has_policies = who.kind == Kind::user || who.kind == Kind::session || who.kind == Kind::federated;
  const bool own = asked.owner.empty() || asked.owner == who.account;
  const std::string by_resource = granted > 0 ? "allowed: " + resource_type : "implicitly denied: " + resource_type;
  if (who.kind == Kind::root) return own && !asked.must_allow ? "allowed: identity" : by_resource;
  if (!has_policies) return by_resource;
  if (own) {
    if (granted == 3) return by_resource;
    if (granted == 2) return lacking.empty() ? by_resource : lacking;
    if (asked.must_allow && granted == 0) return by_resource;
  }
  if (!any_says(who.identity, asked, true)) return "implicitly denied: identity";
  if (!lacking.empty()) return lacking;
  if (!own && granted == 0) return by_resource;
  return "allowed: identity";
}

}  // namespace penstock::policy::plain
