#include "identity/key_id.h"
#include "services/sts/service.h"
#include "services/sts/sts_error.h"

namespace penstock::sts {

// Long-term keys are looked up, and any key's id tells its account.
Task<Result<GetAccessKeyInfoOutput>> StsService::get_access_key_info(Caller caller, GetAccessKeyInfoInput in) {
  if (in.access_key_id == caller.access_key_id) co_return GetAccessKeyInfoOutput{.account = caller.account};
  if (const auto key = directory_.find_any_key(in.access_key_id)) {
    co_return GetAccessKeyInfoOutput{.account = key->principal->account};
  }
  auto account = account_of_key_id(in.access_key_id);
  if (!account) co_return errors::access_denied("The access key id " + in.access_key_id + " tells no account.");
  co_return GetAccessKeyInfoOutput{.account = std::move(account)};
}

}  // namespace penstock::sts
