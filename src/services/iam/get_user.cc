#include "services/iam/description.h"
#include "services/iam/service.h"

namespace penstock::iam {

Task<Result<GetUserOutput>> IamService::get_user(Caller caller, GetUserInput in) {
  const auto account = account_of(caller);
  // The root of an account is no user of it, and yet answers.
  if (!in.user_name && caller.principal && caller.principal->kind == policy::PrincipalKind::root) {
    co_return GetUserOutput{.user = {.user_id = caller.principal->id,
                                     .arn = caller.principal->arn,
                                     .create_date = account->settings.created}};
  }
  const auto user = co_await existing<UserRecord>(*account, co_await user_meant(caller, in.user_name));
  co_return GetUserOutput{.user = described(*account, *user, Detail::whole)};
}

}  // namespace penstock::iam
