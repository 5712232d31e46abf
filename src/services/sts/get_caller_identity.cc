#include "services/sts/service.h"

namespace penstock::sts {

// Nobody can be denied it: whoever has a key may know whose it is.
Task<Result<GetCallerIdentityOutput>> StsService::get_caller_identity(Caller caller, GetCallerIdentityInput) {
  const auto& principal = *caller.principal;
  co_return GetCallerIdentityOutput{.user_id = principal.id, .account = principal.account, .arn = principal.arn};
}

}  // namespace penstock::sts
