// What to do about a decision: the part of an explanation that tells the way on.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/explanation_json.h"

namespace penstock::app {
namespace {

using policy::Misfit;
using policy::PolicyType;
using policy::PrincipalKind;
using policy::Verdict;

std::string_view after_slash(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

bool has_policy(const policy::Principal& principal, std::string_view name) {
  return std::ranges::any_of(principal.policies, [&](const auto& policy) { return policy.name == name; });
}

// A name that no policy of the principal has: putting one replaces what has its name.
std::string free_policy_name(const policy::Request& request) {
  const auto action = request.action.substr(request.action.find(':') + 1);
  const auto wanted = fmt::format("allow-{}", action);
  auto name = wanted;
  for (int i = 2; has_policy(request.principal, name); ++i) name = fmt::format("{}-{}", wanted, i);
  return name;
}

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) c == '\'' ? out += R"('\'')" : out += c;
  return out + "'";
}

std::string allowing_document(const policy::Request& request) {
  using nlohmann::ordered_json;
  const ordered_json statement = {{"Effect", "Allow"}, {"Action", request.action}, {"Resource", request.resource}};
  const ordered_json document = {{"Version", "2012-10-17"}, {"Statement", ordered_json::array({statement})}};
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

// The command that gives the principal a policy which allows just this; empty for one that takes none.
std::string grant_command(const policy::Request& request) {
  const auto& principal = request.principal;
  std::string who;
  if (principal.kind == PrincipalKind::user) {
    who = fmt::format("put-user-policy --user-name {}", principal.name);
  } else if (principal.kind == PrincipalKind::role_session) {
    who = fmt::format("put-role-policy --role-name {}", after_slash(principal.role_arn));
  } else {
    return {};
  }
  return fmt::format("aws iam {} --policy-name {} --policy-document {}", who, free_policy_name(request),
                     shell_quoted(allowing_document(request)));
}

std::string place_words(const policy::MatchedStatement& place) {
  return fmt::format("statement {} of the {}", place.index + 1, policy_words(place.type, place.policy));
}

// Statements that would allow it but for their resources or conditions.
void add_near_misses(PolicyType type, const std::vector<policy::ExaminedStatement>& examined,
                     std::vector<std::string>& steps) {
  for (const auto& one : examined) {
    if (one.place.type != type || one.place.statement->effect != policy::Effect::allow) continue;
    if (one.misfit == Misfit::resource) {
      steps.push_back(fmt::format("If it is meant to be covered, add the resource to {}.", place_words(one.place)));
    } else if (one.misfit == Misfit::condition) {
      steps.push_back(
          fmt::format("Make the request meet the Condition on {} in {}.", one.condition->key, place_words(one.place)));
    }
  }
}

void add_grant(const policy::Request& request, std::vector<std::string>& steps) {
  auto command = grant_command(request);
  if (!command.empty()) steps.push_back(std::move(command));
}

void add_for_lacking(const policy::Request& request, PolicyType type,
                     const std::vector<policy::ExaminedStatement>& examined, std::vector<std::string>& steps) {
  add_near_misses(type, examined, steps);
  switch (type) {
    case PolicyType::identity:
      add_grant(request, steps);
      return;
    case PolicyType::boundary:
      steps.push_back(
          fmt::format("Let the permissions boundary {} allow {} too: a boundary limits what other policies "
                      "allow.",
                      request.principal.boundary->name, request.action));
      return;
    case PolicyType::session:
      steps.push_back(fmt::format("Start the session with a policy that allows {}, or with none.", request.action));
      return;
    case PolicyType::resource:
      steps.push_back(fmt::format("Let the policy of {} allow {} to {}.", request.resource, request.action,
                                  request.principal.principal_arn()));
      return;
    case PolicyType::trust:
      steps.push_back(
          fmt::format("Let the trust policy of {} name {}.", request.resource, request.principal.principal_arn()));
      return;
  }
}

}  // namespace

std::vector<std::string> next_steps(const policy::Request& request, const policy::Explanation& explanation,
                                    const std::vector<policy::ExaminedStatement>& examined) {
  std::vector<std::string> steps;
  const auto& decision = explanation.decision;
  if (decision.verdict == Verdict::implicitly_denied) {
    add_for_lacking(request, decision.type, examined, steps);
  } else if (decision.verdict == Verdict::explicitly_denied) {
    const auto denies = [](const auto& one) {
      return one.misfit == Misfit::none && one.place.statement->effect == policy::Effect::deny;
    };
    for (const auto& one : examined) {
      if (denies(one))
        steps.push_back(fmt::format("Narrow or remove {}: nothing else can allow it.", place_words(one.place)));
    }
    if (steps.empty()) steps.emplace_back("Ask whoever owns the resource to narrow the denial in its policy.");
    const bool is_granted = std::ranges::any_of(examined, [](const auto& one) {
      return one.misfit == Misfit::none && one.place.type == PolicyType::identity &&
             one.place.statement->effect == policy::Effect::allow;
    });
    if (!is_granted) add_grant(request, steps);
  }
  for (const auto& key : explanation.missing_keys) {
    steps.push_back(fmt::format("See what a request with {0} would get: --key {0}=VALUE", key));
  }
  return steps;
}

}  // namespace penstock::app
