#include "policy/request_context.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "policy/text.h"

namespace penstock::policy {
namespace {

constexpr std::string_view tag_prefix = "aws:principaltag/";

struct Asked {
  const Principal& principal;
  const RequestFacts& facts;
};

using Value = std::optional<std::string>;

Value text(std::string_view value) { return value.empty() ? Value() : Value(value); }
Value boolean(bool value) { return value ? "true" : "false"; }

bool is_identity(const Principal& principal) {
  return principal.kind != PrincipalKind::service && principal.kind != PrincipalKind::anonymous &&
         principal.kind != PrincipalKind::web_identity;
}

Value principal_type(const Principal& principal) {
  switch (principal.kind) {
    case PrincipalKind::root:
      return "Account";
    case PrincipalKind::user:
      return "User";
    case PrincipalKind::role_session:
      return "AssumedRole";
    case PrincipalKind::federated_user:
      return "FederatedUser";
    case PrincipalKind::anonymous:
      return "Anonymous";
    default:
      return std::nullopt;
  }
}

Value current_time(const RequestFacts& facts) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", std::chrono::floor<std::chrono::seconds>(facts.time));
}

struct Key {
  std::string_view name;
  Value (*value)(const Asked&);
};

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
constexpr std::array keys = {
    Key{"aws:currenttime", [](const Asked& asked) { return current_time(asked.facts); }},
    Key{"aws:epochtime", [](const Asked& asked) { return Value(std::to_string(to_millis(asked.facts.time) / 1000)); }},
    Key{"aws:principalaccount",
        [](const Asked& asked) { return is_identity(asked.principal) ? text(asked.principal.account) : Value(); }},
    Key{"aws:principalarn",
        [](const Asked& asked) {
          return is_identity(asked.principal) ? text(asked.principal.principal_arn()) : Value();
        }},
    Key{"aws:principalisawsservice",
        [](const Asked& asked) { return boolean(asked.principal.kind == PrincipalKind::service); }},
    Key{"aws:principalservicename",
        [](const Asked& asked) {
          return asked.principal.kind == PrincipalKind::service ? text(asked.principal.arn) : Value();
        }},
    Key{"aws:principaltype", [](const Asked& asked) { return principal_type(asked.principal); }},
    Key{"aws:referer", [](const Asked& asked) { return text(asked.facts.referer); }},
    Key{"aws:requestedregion", [](const Asked& asked) { return text(asked.facts.region); }},
    Key{"aws:securetransport", [](const Asked& asked) { return boolean(asked.facts.is_secure); }},
    Key{"aws:sourceaccount", [](const Asked& asked) { return text(asked.facts.source_account); }},
    Key{"aws:sourcearn", [](const Asked& asked) { return text(asked.facts.source_arn); }},
    Key{"aws:sourceip", [](const Asked& asked) { return text(asked.facts.source_ip); }},
    Key{"aws:useragent", [](const Asked& asked) { return text(asked.facts.user_agent); }},
    Key{"aws:userid",
        [](const Asked& asked) {
          return asked.principal.kind == PrincipalKind::anonymous ? Value("anonymous") : text(asked.principal.id);
        }},
    Key{"aws:username",
        [](const Asked& asked) {
          return asked.principal.kind == PrincipalKind::user ? text(asked.principal.name) : Value();
        }},
    Key{"aws:viaawsservice", [](const Asked& asked) { return boolean(!asked.facts.called_via.empty()); }},
};
static_assert(std::ranges::is_sorted(keys, {}, &Key::name));

bool add_entries(std::span<const ContextEntry> entries, std::string_view key, std::vector<std::string>& values) {
  bool found = false;
  for (const auto& [name, value] : entries) {
    if (name != key) continue;
    values.push_back(value);
    found = true;
  }
  return found;
}

}  // namespace

bool RequestContext::find(std::string_view key, std::vector<std::string>& values) const {
  if (add_entries(entries_, key, values) || add_entries(principal_.session_keys, key, values)) return true;
  if (key.starts_with(tag_prefix)) {
    key.remove_prefix(tag_prefix.size());
    const auto tag = std::ranges::find_if(principal_.tags, [&](const auto& one) { return lower(one.first) == key; });
    if (tag == principal_.tags.end()) return false;
    values.push_back(tag->second);
    return true;
  }
  if (key == "aws:calledvia" || key == "aws:calledviafirst" || key == "aws:calledvialast") {
    const auto via = facts_.called_via;
    if (via.empty()) return false;
    const auto some = key == "aws:calledvia" ? via : key == "aws:calledviafirst" ? via.first(1) : via.last(1);
    values.insert(values.end(), some.begin(), some.end());
    return true;
  }
  const auto known = std::ranges::lower_bound(keys, key, {}, &Key::name);
  if (known == keys.end() || known->name != key) return false;
  auto value = known->value({principal_, facts_});
  if (!value) return false;
  values.push_back(*std::move(value));
  return true;
}

}  // namespace penstock::policy
