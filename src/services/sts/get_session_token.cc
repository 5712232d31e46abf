#include <algorithm>

#include "services/sts/limits.h"
#include "services/sts/service.h"
#include "services/sts/session_request.h"
#include "services/sts/sts_error.h"

namespace penstock::sts {

// For users and the root, with their own keys.
Task<Result<GetSessionTokenOutput>> StsService::get_session_token(Caller caller, GetSessionTokenInput in) {
  const auto& principal = *caller.principal;
  if (principal.is_temporary()) {
    co_return errors::access_denied("Cannot call GetSessionToken with session credentials");
  }
  co_await check_mfa(in.serial_number, in.token_code);
  const bool is_root = principal.kind == policy::PrincipalKind::root;
  int seconds = in.duration_seconds.value_or(limits::user_session_seconds_default);
  if (is_root) seconds = std::min(seconds, limits::root_session_seconds_max);
  co_return GetSessionTokenOutput{.credentials = issue({.kind = is_root ? SessionKind::root : SessionKind::user,
                                                        .account = principal.account,
                                                        .principal_id = is_root ? std::string() : principal.id},
                                                       seconds)};
}

}  // namespace penstock::sts
