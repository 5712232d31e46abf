// What the caller of each operation has to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
#include "api/sts/model.h"
#include "base/ids.h"
#include "services/sts/service.h"
#include "services/sts/session_request.h"
#include "services/sts/sts_error.h"

namespace penstock::sts {
namespace {

policy::Tags plain(const std::optional<std::vector<Tag>>& tags) {
  policy::Tags pairs;
  for (const auto& tag : tags.value_or(std::vector<Tag>{})) pairs.emplace_back(tag.key, tag.value);
  return pairs;
}

// As one of the actions that assuming a role may take.
AccessNeed to_role(std::string_view action, const std::string& role_arn, const Role* role,
                   const std::vector<policy::ContextEntry>& context) {
  AccessNeed need{.action = action, .resource = role_arn, .resource_policy_must_allow = true, .context = context};
  if (!role) return need;
  need.resource_account = role->account;
  need.resource_policy = role->trust;
  for (const auto& [key, value] : role->tags) {
    need.context.emplace_back(tag_condition_key("aws:resourcetag/", key), value);
    need.context.emplace_back(tag_condition_key("iam:resourcetag/", key), value);
  }
  return need;
}

Result<AccessNeeds> nothing(const StsService&, const Caller&, const GetCallerIdentityInput&) { return AccessNeeds{}; }
Result<AccessNeeds> to_get_session_token(const StsService&, const Caller&, const GetSessionTokenInput&) {
  return AccessNeeds{};  // users need no permission
}
// Nobody has to sign: whose token is shown is what counts, and once that is known the operation asks the role's trust
// policy itself.
Result<AccessNeeds> to_assume_role_with_web_identity(const StsService&, const Caller&,
                                                     const AssumeRoleWithWebIdentityInput&) {
  return AccessNeeds{};
}
Result<AccessNeeds> to_get_access_key_info(const StsService&, const Caller&, const GetAccessKeyInfoInput&) {
  return AccessNeeds{{.action = "sts:GetAccessKeyInfo"}};
}

}  // namespace

// A role that is not there is refused as one that trusts somebody else.
Result<AccessNeeds> StsService::to_assume_role(const Caller& caller, const AssumeRoleInput& in) const {
  const auto& principal = *caller.principal;
  if (principal.kind == policy::PrincipalKind::root) {
    if (roots_ == Roots::assume_roles) return AccessNeeds{};
    return errors::access_denied("Roles may not be assumed by root accounts.");
  }
  ArnParts parts;
  if (!parse_arn(in.role_arn, parts)) return errors::validation(in.role_arn + " is invalid");
  // "You cannot call any STS operations except GetCallerIdentity": API_GetFederationToken.html
  if (principal.kind == policy::PrincipalKind::federated_user) {
    return errors::access_denied("User: " + principal.arn +
                                 " is not authorized to perform: sts:AssumeRole on resource: " + in.role_arn);
  }
  auto tags = inherited_tags(principal);
  auto transitive_keys = in.transitive_tag_keys.value_or(std::vector<std::string>{});
  for (const auto& tag : tags) transitive_keys.push_back(tag.first);
  for (auto& tag : plain(in.tags)) tags.push_back(std::move(tag));
  const auto identity = in.source_identity.value_or(std::string(principal.session_key("aws:sourceidentity")));

  std::vector<policy::ContextEntry> context = {{"sts:rolesessionname", in.role_session_name}};
  if (in.external_id) context.emplace_back("sts:externalid", *in.external_id);
  if (!identity.empty()) context.emplace_back("sts:sourceidentity", identity);
  add_session_tag_keys(tags, transitive_keys, context);

  const auto role = find_role(directory_, in.role_arn);
  AccessNeeds needs{to_role("sts:AssumeRole", in.role_arn, role.get(), context)};
  if (!tags.empty()) needs.push_back(to_role("sts:TagSession", in.role_arn, role.get(), context));
  if (!identity.empty()) needs.push_back(to_role("sts:SetSourceIdentity", in.role_arn, role.get(), context));
  return needs;
}

Result<AccessNeeds> StsService::to_get_federation_token(const Caller& caller, const GetFederationTokenInput& in) const {
  const auto user = arn("sts", "", caller.account, "federated-user/" + in.name);
  const auto tags = plain(in.tags);
  AccessNeeds needs{{.action = "sts:GetFederationToken", .resource = user}};
  if (!tags.empty()) needs.push_back({.action = "sts:TagSession", .resource = user});
  for (auto& need : needs) add_session_tag_keys(tags, {}, need.context);
  return needs;
}

std::span<const AccessRule> StsService::access_rules() {
  namespace op = operations;
  static constexpr AccessRule rules[] = {
      access_rule<op::assume_role, &StsService::to_assume_role>(),
      access_rule<op::assume_role_with_web_identity, &to_assume_role_with_web_identity>(Unsigned::taken),
      access_rule<op::get_access_key_info, &to_get_access_key_info>(),
      access_rule<op::get_caller_identity, &nothing>(),
      access_rule<op::get_federation_token, &StsService::to_get_federation_token>(),
      access_rule<op::get_session_token, &to_get_session_token>(),
  };
  return rules;
}

}  // namespace penstock::sts
