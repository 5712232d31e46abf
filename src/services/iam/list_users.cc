#include "services/iam/description.h"
#include "services/iam/page.h"
#include "services/iam/service.h"

namespace penstock::iam {

Task<Result<ListUsersOutput>> IamService::list_users(Caller caller, ListUsersInput in) {
  const auto account = account_of(caller);
  ListUsersOutput out;
  co_await fill_page(
      in, out, under_path(in, account->users), name_of_record,
      [&](const auto& user) { out.users.push_back(described(*account, *user, Detail::list)); }, less_ignoring_case);
  co_return out;
}

}  // namespace penstock::iam
