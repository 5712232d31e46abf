#include "services/iam/service.h"

namespace penstock::iam {

// The user stays who it is: its id, keys and policies, whatever it is called.
Task<Result<UpdateUserOutput>> IamService::update_user(Caller caller, UpdateUserInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account& account) -> Status {
    if (in.new_path) user.path = *in.new_path;
    if (in.new_user_name) user.name = *in.new_user_name;
    return check_rename(account, user, user.name);
  });
  co_return UpdateUserOutput{};
}

}  // namespace penstock::iam
