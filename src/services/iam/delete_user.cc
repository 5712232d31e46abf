#include "services/iam/service.h"

namespace penstock::iam {

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html: what is attached goes first.
Task<Result<DeleteUserOutput>> IamService::delete_user(Caller caller, DeleteUserInput in) {
  co_await remove<UserRecord>(caller.account, in.user_name, [](const UserRecord& user, const Account&) -> Status {
    if (auto bare = check_bare(user); !bare) return bare;
    if (!user.groups.empty()) return delete_conflict("remove users from group");
    if (user.login) return delete_conflict("delete login profile");
    if (!user.keys.empty()) return delete_conflict("delete access keys");
    return ok();
  });
  co_return DeleteUserOutput{};
}

}  // namespace penstock::iam
