#include "identity/key_id.h"
#include "services/iam/description.h"
#include "services/iam/service.h"

namespace penstock::iam {

// The one time that a secret is told.
Task<Result<CreateAccessKeyOutput>> IamService::create_access_key(Caller caller, CreateAccessKeyInput in) {
  const auto name = co_await user_meant(caller, in.user_name);
  CreateAccessKeyOutput out;
  co_await edit<UserRecord>(caller.account, name, [&](UserRecord& user, const Account& account) -> Status {
    if (user.keys.size() >= limits::access_keys_per_user_max) {
      return quota_exceeded("AccessKeysPerUser", limits::access_keys_per_user_max);
    }
    KeyRecord key{.id = make_key_id(long_term_key_prefix, account.number, random_), .created = now()};
    while (directory_.find_any_key(key.id)) {
      key.id = make_key_id(long_term_key_prefix, account.number, random_);
    }
    const auto secret = make_key_secret(random_);
    key.sealed = vault_.seal(key_purpose(key.id), secret);
    out.access_key = {.user_name = user.name,
                      .access_key_id = key.id,
                      .status = status_text(key),
                      .secret_access_key = secret,
                      .create_date = key.created};
    user.keys.push_back(std::move(key));
    return ok();
  });
  co_return out;
}

}  // namespace penstock::iam
