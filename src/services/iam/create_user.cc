#include "services/iam/boundary.h"
#include "services/iam/description.h"
#include "services/iam/service.h"
#include "services/iam/tags.h"

namespace penstock::iam {

Task<Result<CreateUserOutput>> IamService::create_user(Caller caller, CreateUserInput in) {
  auto tags = co_await new_tags(in.tags, TagKeys::any_case);
  auto change = co_await begin(caller.account);
  co_await check_boundary(change.account(), in.permissions_boundary);
  auto user = co_await fresh<UserRecord>(change.account(), in.user_name, in.path);
  user.tags = std::move(tags);
  user.boundary = std::move(in.permissions_boundary);
  CreateUserOutput out{.user = described(change.account(), user, Detail::whole)};
  change.add(std::move(user));
  co_await change.commit();
  co_return out;
}

}  // namespace penstock::iam
