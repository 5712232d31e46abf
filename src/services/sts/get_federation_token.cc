#include <algorithm>

#include "base/ids.h"
#include "services/sts/limits.h"
#include "services/sts/service.h"
#include "services/sts/session_request.h"
#include "services/sts/sts_error.h"

namespace penstock::sts {

// Access that a user or the root lends to somebody, narrowed by policies.
Task<Result<GetFederationTokenOutput>> StsService::get_federation_token(Caller caller, GetFederationTokenInput in) {
  const auto& principal = *caller.principal;
  if (principal.is_temporary()) {
    co_return errors::access_denied("Cannot call GetFederationToken with session credentials");
  }
  auto policies = co_await read_session_policies(directory_, in.policy, in.policy_arns);
  auto tags = co_await read_session_tags(principal, in.tags, {});
  const auto packed = co_await packed_size(policies, tags.tags);
  const bool is_root = principal.kind == policy::PrincipalKind::root;
  int seconds = in.duration_seconds.value_or(limits::user_session_seconds_default);
  if (is_root) seconds = std::min(seconds, limits::root_session_seconds_max);
  FederatedUser user{.federated_user_id = principal.account + ':' + in.name,
                     .arn = arn("sts", "", principal.account, "federated-user/" + in.name)};
  auto credentials = issue({.kind = is_root ? SessionKind::federated_by_root : SessionKind::federated_by_user,
                            .account = principal.account,
                            .principal_id = is_root ? std::string() : principal.id,
                            .name = std::move(in.name),
                            .policies = std::move(policies),
                            .tags = std::move(tags.tags)},
                           seconds);
  co_return GetFederationTokenOutput{
      .credentials = std::move(credentials), .federated_user = std::move(user), .packed_policy_size = packed};
}

}  // namespace penstock::sts
