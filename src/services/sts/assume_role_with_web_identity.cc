#include "base/ids.h"
#include "identity/authorize.h"
#include "services/sts/service.h"
#include "services/sts/session_request.h"
#include "services/sts/sts_error.h"

namespace penstock::sts {
namespace {

// Whether the role trusts the identity to do this.
AccessNeed to_role(std::string_view action, const Role& role, const AssumeRoleWithWebIdentityInput& in,
                   const WebIdentity& identity) {
  AccessNeed need{.action = action,
                  .resource = role.arn,
                  .resource_account = role.account,
                  .resource_policy = role.trust,
                  .resource_policy_must_allow = true,
                  .context = identity.keys};
  need.context.emplace_back("sts:rolesessionname", in.role_session_name);
  if (!identity.source_identity.empty()) need.context.emplace_back("sts:sourceidentity", identity.source_identity);
  add_session_tag_keys(identity.tags, identity.transitive_tag_keys, need.context);
  return need;
}

Status check_trust(Caller caller, const Role& role, const AssumeRoleWithWebIdentityInput& in,
                   const WebIdentity& identity) {
  caller.principal = std::make_shared<const policy::Principal>(policy::Principal{
      .kind = policy::PrincipalKind::web_identity, .account = role.account, .arn = identity.provider_arn});
  caller.account = role.account;
  AccessNeeds needs{to_role("sts:AssumeRoleWithWebIdentity", role, in, identity)};
  if (!identity.tags.empty()) needs.push_back(to_role("sts:TagSession", role, in, identity));
  if (!identity.source_identity.empty()) needs.push_back(to_role("sts:SetSourceIdentity", role, in, identity));
  for (const auto& need : needs) {
    if (!may(caller, need)) return errors::access_denied("Not authorized to perform " + std::string(need.action));
  }
  return ok();
}

// As request parameters, so that one place checks them.
std::vector<Tag> tags_of(const WebIdentity& identity) {
  std::vector<Tag> tags;
  for (const auto& [key, value] : identity.tags) tags.push_back({.key = key, .value = value});
  return tags;
}

}  // namespace

// For whom an identity provider vouches; the request itself is not signed.
Task<Result<AssumeRoleWithWebIdentityOutput>> StsService::assume_role_with_web_identity(
    Caller caller, AssumeRoleWithWebIdentityInput in) {
  if (in.provider_id) {
    co_return error::not_implemented(
        "STS.AssumeRoleWithWebIdentity with a ProviderId is not implemented by this server: show an OpenID Connect ID "
        "token without it.");
  }
  ArnParts parts;
  if (!parse_arn(in.role_arn, parts)) co_return errors::validation("Request ARN is invalid");
  auto identity =
      co_await web_identities_.identify(directory_, std::string(parts.account), std::move(in.web_identity_token));
  const auto role = find_role(directory_, in.role_arn);
  if (!role) co_return errors::access_denied("Not authorized to perform sts:AssumeRoleWithWebIdentity");
  co_await check_trust(std::move(caller), *role, in, identity);
  const auto seconds = co_await role_session_seconds(*role, in.duration_seconds, Chained::no);
  auto policies = co_await read_session_policies(directory_, in.policy, in.policy_arns);
  auto tags = co_await read_session_tags({}, tags_of(identity), identity.transitive_tag_keys);
  const auto packed = co_await packed_size(policies, tags.tags);

  AssumeRoleWithWebIdentityOutput out{.subject_from_web_identity_token = std::move(identity.subject),
                                      .assumed_role_user = assumed_role_user(*role, in.role_session_name),
                                      .packed_policy_size = packed,
                                      .provider = std::move(identity.issuer),
                                      .audience = std::move(identity.audience)};
  if (!identity.source_identity.empty()) out.source_identity = identity.source_identity;
  out.credentials = issue({.kind = SessionKind::role,
                           .account = role->account,
                           .principal_id = role->id,
                           .name = std::move(in.role_session_name),
                           .policies = std::move(policies),
                           .tags = std::move(tags.tags),
                           .transitive_tag_keys = std::move(tags.transitive_keys),
                           .source_identity = std::move(identity.source_identity),
                           .provider_keys = std::move(identity.keys)},
                          seconds);
  co_return out;
}

}  // namespace penstock::sts
