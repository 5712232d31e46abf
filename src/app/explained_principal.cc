#include "app/explained_principal.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "policy/managed.h"

namespace penstock::app {
namespace {

std::string_view after_slash(std::string_view resource) { return resource.substr(resource.rfind('/') + 1); }

ApiError invalid(std::string_view who, std::string_view why) {
  return error::validation(fmt::format("'{}' {}", who, why));
}

// Whose policies a principal's are.
std::string owner_of(const policy::Principal& principal) {
  if (!principal.role_arn.empty()) return principal.role_arn;
  return principal.user_arn.empty() ? principal.arn : principal.user_arn;
}

ExplainedPrincipal user_named(const iam::IamService& iam, const Caller& caller, std::string_view name,
                              std::string_view asked_arn) {
  const auto user = iam.account_of(caller)->users.find(name);
  if (!user) return {.principal = nullptr, .arn = arn("iam", "", caller.account, fmt::format("user/{}", name))};
  auto owner = iam::arn_of(caller.account, *user);
  if (!asked_arn.empty() && asked_arn != owner) return {.principal = nullptr, .arn = std::string(asked_arn)};
  return {.principal = iam.directory().find_user_by_id(user->id), .arn = std::move(owner)};
}

// As a session of the role asks.
ExplainedPrincipal role_named(const iam::IamService& iam, const Caller& caller, std::string_view name,
                              std::string_view asked_arn, std::string_view session) {
  const auto role = iam.directory().find_role(caller.account, name);
  if (!role || (session.empty() && role->arn != asked_arn)) {
    const auto path = fmt::format("role/{}", name);
    return {.principal = nullptr,
            .arn = session.empty() ? std::string(asked_arn) : arn("iam", "", caller.account, path)};
  }
  auto principal = std::make_shared<policy::Principal>(policy::Principal{.kind = policy::PrincipalKind::role_session,
                                                                         .account = role->account,
                                                                         .arn = role->arn,
                                                                         .id = role->id,
                                                                         .role_arn = role->arn,
                                                                         .tags = role->tags,
                                                                         .policies = role->policies,
                                                                         .boundary = role->boundary});
  if (!session.empty()) {
    principal->arn = arn("sts", "", role->account, fmt::format("assumed-role/{}/{}", role->name, session));
    principal->id += fmt::format(":{}", session);
  }
  return {.principal = std::move(principal), .arn = role->arn};
}

const std::string* find_inline(const iam::Grantee& grantee, const policy::Document* document) {
  for (const auto& [name, policy] : grantee.inline_policies) {
    if (policy.document.get() == document) return &policy.text;
  }
  return nullptr;
}

}  // namespace

Result<ExplainedPrincipal> explained_principal(const iam::IamService& iam, const Caller& caller, std::string_view who) {
  const auto& self = caller.principal;
  if (who.empty() || who == self->arn) return ExplainedPrincipal{self, owner_of(*self)};
  if (who == "root")
    return ExplainedPrincipal{policy::root_principal(caller.account), arn("iam", "", caller.account, who)};
  ArnParts parts;
  if (!parse_arn(who, parts)) {
    if (who.find_first_of(":/ ") != who.npos) return invalid(who, "is neither a user's name nor an ARN");
    return user_named(iam, caller, who, {});
  }
  if (parts.account != caller.account) return invalid(who, "is of another account, whose policies are not known here");
  const auto kind = parts.resource.substr(0, parts.resource.find('/'));
  if (parts.service == "iam" && parts.resource == "root") {
    return ExplainedPrincipal{policy::root_principal(caller.account), std::string(who)};
  }
  if (parts.service == "iam" && kind == "user") return user_named(iam, caller, after_slash(parts.resource), who);
  if (parts.service == "iam" && kind == "role") return role_named(iam, caller, after_slash(parts.resource), who, {});
  if (parts.service == "sts" && kind == "assumed-role") {
    const auto role = parts.resource.substr(kind.size() + 1);
    const auto slash = role.find('/');
    if (slash != role.npos) return role_named(iam, caller, role.substr(0, slash), who, role.substr(slash + 1));
  }
  return invalid(who, "is none of a user, a role and a role's session");
}

std::string text_of(const iam::Account& account, const policy::Document* document) {
  const std::string* text = nullptr;
  for (const auto& user : account.users) text = text ? text : find_inline(*user, document);
  for (const auto& group : account.groups) text = text ? text : find_inline(*group, document);
  for (const auto& role : account.roles) text = text ? text : find_inline(*role, document);
  if (text) return *text;
  for (const auto& policy : account.policies) {
    const auto* version = policy->in_force();
    if (version->policy.document.get() == document) return version->policy.text;
  }
  for (const auto& managed : policy::aws_managed_policies()) {
    if (managed.document.get() == document) return std::string(managed.json);
  }
  return {};
}

}  // namespace penstock::app
