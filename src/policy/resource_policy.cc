#include "policy/resource_policy.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "base/check.h"
#include "policy/text.h"

namespace penstock::policy {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// Calls `visit` with a text, or with each of a list of them.
template <class Visit>
void each_text(element value, Visit visit) {
  if (value.is_array()) {
    for (const auto one : simdjson::dom::array(value)) each_text(one, visit);
  } else if (value.is_string()) {
    visit(std::string_view(value));
  } else if (value.is_bool()) {
    visit(bool(value) ? std::string_view("true") : std::string_view("false"));
  }
}

template <class Visit>
void each_text_of(object statement, std::string_view name, Visit visit) {
  element value;
  if (statement[name].get(value) == simdjson::SUCCESS) each_text(value, visit);
}

std::string_view text_of(object statement, std::string_view name) {
  std::string_view text;
  return statement[name].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

bool names_everyone(object statement) {
  element principal;
  if (statement["NotPrincipal"].get(principal) == simdjson::SUCCESS) return true;
  if (statement["Principal"].get(principal) != simdjson::SUCCESS) return false;
  bool everyone = false;
  const auto look = [&](std::string_view text) { everyone = everyone || text == "*"; };
  if (principal.is_object()) {
    each_text_of(object(principal), "AWS", look);
  } else {
    each_text(principal, look);
  }
  return everyone;
}

// Keys that, given fixed values, say who may ask.
constexpr std::array<std::string_view, 15> narrowing_keys = {"aws:principalaccount", "aws:principalarn",
                                                             "aws:principalorgid",   "aws:principalorgpaths",
                                                             "aws:sourceaccount",    "aws:sourcearn",
                                                             "aws:sourceip",         "aws:sourceorgid",
                                                             "aws:sourceorgpaths",   "aws:sourceowner",
                                                             "aws:sourcevpc",        "aws:sourcevpce",
                                                             "aws:userid",           "s3:dataaccesspointaccount",
                                                             "s3:dataaccesspointarn"};
static_assert(std::ranges::is_sorted(narrowing_keys));

// "10.0.0.0/8" is narrow; what has a shorter prefix is about everywhere.
bool is_narrow_range(std::string_view range) {
  const auto slash = range.find('/');
  if (slash == range.npos) return true;
  const auto bits = range.substr(slash + 1);
  const bool is_six = range.contains(':');
  return bits.size() > 1 ? (!is_six || bits.size() > 2 || bits >= "32") : (!is_six && bits >= "8");
}

bool is_fixed(std::string_view key, std::string_view value) {
  if (key == "aws:sourceip") return is_narrow_range(value);
  if (value.contains("${")) return false;
  // The account of an ARN, or the role of an id, is what has to be fixed.
  if (key == "aws:userid") return !value.starts_with('*') && !value.starts_with('?');
  if (!key.ends_with("arn")) return value.find_first_of("*?") == value.npos;
  for (int colons = 0; colons < 4; ++colons) {
    const auto colon = value.find(':');
    if (colon == value.npos) return false;
    value.remove_prefix(colon + 1);
  }
  const auto account = value.substr(0, value.find(':'));
  return account.find_first_of("*?") == account.npos && (!account.empty() || !value.starts_with(":*"));
}

// Does some condition bind the statement to known callers?
bool is_narrowed(object statement) {
  object conditions;
  if (statement["Condition"].get(conditions) != simdjson::SUCCESS) return false;
  for (const auto [name, keys] : conditions) {
    const auto op = lower(name);
    const bool positive = !op.contains("not") && !op.ends_with("ifexists") && !op.starts_with("forallvalues") &&
                          (op.contains("string") || op.contains("arn") || op.contains("ipaddress"));
    if (!positive || !keys.is_object()) continue;
    for (const auto [spelled, values] : object(keys)) {
      const auto key = lower(spelled);
      if (!std::ranges::binary_search(narrowing_keys, std::string_view(key))) continue;
      bool fixed = true;
      each_text(values, [&](std::string_view value) { fixed = fixed && is_fixed(key, value); });
      if (fixed) return true;
    }
  }
  return false;
}

void read_statement(object statement, ResourcePolicy& policy) {
  const auto keep_in = [](std::vector<std::string>& texts) {
    return [&texts](std::string_view text) { texts.emplace_back(text); };
  };
  for (const auto* name : {"Resource", "NotResource"}) each_text_of(statement, name, keep_in(policy.resources));
  for (const auto* name : {"Action", "NotAction"}) each_text_of(statement, name, keep_in(policy.actions));
  const bool opens =
      effect_named(text_of(statement, "Effect")) == "Allow" && names_everyone(statement) && !is_narrowed(statement);
  policy.is_public = policy.is_public || opens;
}

}  // namespace

Result<ResourcePolicyRef> parse_resource_policy(std::string text, EffectCase effects) {
  auto policy = std::make_shared<ResourcePolicy>();
  auto document = parse_document(text, DocumentKind::resource, effects);
  if (!document) return std::move(document.error());
  policy->document = std::move(*document);

  simdjson::dom::parser parser;
  element root;
  element statements;
  const bool read =
      parser.parse(text).get(root) == simdjson::SUCCESS && root["Statement"].get(statements) == simdjson::SUCCESS;
  CHECK(read);  // it is a document
  if (statements.is_object()) {
    read_statement(object(statements), *policy);
  } else {
    for (const auto statement : simdjson::dom::array(statements)) read_statement(object(statement), *policy);
  }
  policy->text = std::move(text);
  return policy;
}

bool ResourcePolicy::is_about(std::string_view arn, std::string_view separators) const {
  return std::ranges::all_of(resources, [&](const std::string& resource) {
    if (!resource.starts_with(arn)) return false;
    const auto rest = std::string_view(resource).substr(arn.size());
    return rest.empty() || rest.front() == '*' || rest.front() == '?' || separators.contains(rest.front());
  });
}

Result<ResourcePolicyRef> ResourcePolicies::read(std::string_view text) const {
  {
    const std::shared_lock lock(mutex_);
    const auto found = kept_.find(text);
    if (found != kept_.end()) return found->second;
  }
  auto policy = parse_resource_policy(std::string(text));
  if (!policy) return policy;
  const std::unique_lock lock(mutex_);
  if (kept_.size() >= kept_max) kept_.clear();
  kept_.insert_or_assign(std::string(text), *policy);
  return policy;
}

}  // namespace penstock::policy
