#include "services/sts/limits.h"
#include "services/sts/service.h"
#include "services/sts/session_request.h"
#include "services/sts/sts_error.h"

namespace penstock::sts {
namespace {

// Once set it stays along the chain.
Result<std::string> source_identity(const policy::Principal& caller, const std::optional<std::string>& wanted) {
  const auto present = caller.session_key("aws:sourceidentity");
  if (present.empty() || !wanted || *wanted == present) return wanted.value_or(std::string(present));
  return errors::access_denied("The source identity of a role chain cannot be changed once it is set.");
}

}  // namespace

// The role's trust policy has been asked (access.cc).
Task<Result<AssumeRoleOutput>> StsService::assume_role(Caller caller, AssumeRoleInput in) {
  const auto& principal = *caller.principal;
  const auto role = find_role(directory_, in.role_arn);
  if (!role) co_return errors::access_denied("There is no role " + in.role_arn + '.');
  co_await check_mfa(in.serial_number, in.token_code);
  const auto chained = principal.is_temporary() ? Chained::yes : Chained::no;
  const auto seconds = co_await role_session_seconds(*role, in.duration_seconds, chained);
  auto policies = co_await read_session_policies(directory_, in.policy, in.policy_arns);
  auto tags = co_await read_session_tags(principal, in.tags, in.transitive_tag_keys);
  const auto packed = co_await packed_size(policies, tags.tags);
  auto identity = co_await source_identity(principal, in.source_identity);

  AssumeRoleOutput out{.assumed_role_user = assumed_role_user(*role, in.role_session_name),
                       .packed_policy_size = packed};
  if (!identity.empty()) out.source_identity = identity;
  out.credentials = issue({.kind = SessionKind::role,
                           .account = role->account,
                           .principal_id = role->id,
                           .name = std::move(in.role_session_name),
                           .policies = std::move(policies),
                           .tags = std::move(tags.tags),
                           .transitive_tag_keys = std::move(tags.transitive_keys),
                           .source_identity = std::move(identity)},
                          seconds);
  co_return out;
}

}  // namespace penstock::sts
