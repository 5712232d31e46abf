// ListAccessKeys, UpdateAccessKey and DeleteAccessKey.
#include <algorithm>

#include "services/iam/description.h"
#include "services/iam/page.h"
#include "services/iam/service.h"

namespace penstock::iam {

Task<Result<ListAccessKeysOutput>> IamService::list_access_keys(Caller caller, ListAccessKeysInput in) {
  const auto account = account_of(caller);
  const auto user = co_await existing<UserRecord>(*account, co_await user_meant(caller, in.user_name));
  auto keys = user->keys;
  std::ranges::sort(keys, {}, &KeyRecord::id);
  ListAccessKeysOutput out;
  co_await fill_page(
      in, out, keys, [](const auto& key) -> const auto& { return key.id; },
      [&](const auto& key) { out.access_key_metadata.push_back(described(*user, key)); });
  co_return out;
}

Task<Result<UpdateAccessKeyOutput>> IamService::update_access_key(Caller caller, UpdateAccessKeyInput in) {
  const auto name = co_await user_meant(caller, in.user_name);
  co_await edit<UserRecord>(caller.account, name, [&](UserRecord& user, const Account&) -> Status {
    const auto key = std::ranges::find(user.keys, in.access_key_id, &KeyRecord::id);
    if (key == user.keys.end()) return key_not_found(in.access_key_id);
    key->active = in.status == status_type::active;
    return ok();
  });
  co_return UpdateAccessKeyOutput{};
}

// A key that is deleted is nobody's from the next request on.
Task<Result<DeleteAccessKeyOutput>> IamService::delete_access_key(Caller caller, DeleteAccessKeyInput in) {
  const auto name = co_await user_meant(caller, in.user_name);
  co_await edit<UserRecord>(caller.account, name, [&](UserRecord& user, const Account&) -> Status {
    if (std::erase_if(user.keys, [&](const auto& key) { return key.id == in.access_key_id; }) == 0) {
      return key_not_found(in.access_key_id);
    }
    return ok();
  });
  co_return DeleteAccessKeyOutput{};
}

}  // namespace penstock::iam
