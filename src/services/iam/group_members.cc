// AddUserToGroup, RemoveUserFromGroup and ListGroupsForUser.
#include <algorithm>

#include "services/iam/description.h"
#include "services/iam/members.h"
#include "services/iam/page.h"
#include "services/iam/service.h"

namespace penstock::iam {

Task<Result<AddUserToGroupOutput>> IamService::add_user_to_group(Caller caller, AddUserToGroupInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account& account) -> Status {
    const auto group = existing<GroupRecord>(account, in.group_name);
    if (!group) return group.error();
    if (is_member(user, **group)) return ok();
    if (user.groups.size() >= limits::groups_per_user_max) {
      return quota_exceeded("GroupsPerUser", limits::groups_per_user_max);
    }
    user.groups.insert(std::ranges::lower_bound(user.groups, (*group)->id), (*group)->id);
    return ok();
  });
  co_return AddUserToGroupOutput{};
}

// Nothing happens for a user who is no member.
Task<Result<RemoveUserFromGroupOutput>> IamService::remove_user_from_group(Caller caller, RemoveUserFromGroupInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account& account) -> Status {
    const auto group = existing<GroupRecord>(account, in.group_name);
    if (!group) return group.error();
    std::erase(user.groups, (*group)->id);
    return ok();
  });
  co_return RemoveUserFromGroupOutput{};
}

Task<Result<ListGroupsForUserOutput>> IamService::list_groups_for_user(Caller caller, ListGroupsForUserInput in) {
  const auto account = account_of(caller);
  const auto user = co_await existing<UserRecord>(*account, in.user_name);
  auto groups = std::views::filter(account->groups, [&](const auto& group) { return is_member(*user, *group); });
  ListGroupsForUserOutput out;
  co_await fill_page(
      in, out, groups, name_of_record, [&](const auto& group) { out.groups.push_back(described(*account, *group)); },
      less_ignoring_case);
  co_return out;
}

}  // namespace penstock::iam
