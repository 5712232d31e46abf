// CreateGroup, GetGroup, ListGroups, UpdateGroup and DeleteGroup.
#include <algorithm>

#include "services/iam/description.h"
#include "services/iam/members.h"
#include "services/iam/page.h"
#include "services/iam/service.h"

namespace penstock::iam {

Task<Result<CreateGroupOutput>> IamService::create_group(Caller caller, CreateGroupInput in) {
  auto change = co_await begin(caller.account);
  auto group = co_await fresh<GroupRecord>(change.account(), in.group_name, in.path);
  CreateGroupOutput out{.group = described(change.account(), group)};
  change.add(std::move(group));
  co_await change.commit();
  co_return out;
}

Task<Result<GetGroupOutput>> IamService::get_group(Caller caller, GetGroupInput in) {
  const auto account = account_of(caller);
  const auto group = co_await existing<GroupRecord>(*account, in.group_name);
  GetGroupOutput out{.group = described(*account, *group)};
  co_await fill_page(
      in, out, members(*account, *group), name_of_record,
      [&](const auto& user) { out.users.push_back(described(*account, *user, Detail::list)); }, less_ignoring_case);
  co_return out;
}

Task<Result<ListGroupsOutput>> IamService::list_groups(Caller caller, ListGroupsInput in) {
  const auto account = account_of(caller);
  ListGroupsOutput out;
  co_await fill_page(
      in, out, under_path(in, account->groups), name_of_record,
      [&](const auto& group) { out.groups.push_back(described(*account, *group)); }, less_ignoring_case);
  co_return out;
}

Task<Result<UpdateGroupOutput>> IamService::update_group(Caller caller, UpdateGroupInput in) {
  co_await edit<GroupRecord>(caller.account, in.group_name, [&](GroupRecord& group, const Account& account) -> Status {
    if (in.new_path) group.path = *in.new_path;
    if (in.new_group_name) group.name = *in.new_group_name;
    return check_rename(account, group, group.name);
  });
  co_return UpdateGroupOutput{};
}

Task<Result<DeleteGroupOutput>> IamService::delete_group(Caller caller, DeleteGroupInput in) {
  co_await remove<GroupRecord>(caller.account, in.group_name,
                               [](const GroupRecord& group, const Account& account) -> Status {
                                 if (!members(account, group).empty())
                                   return delete_conflict("remove users from group");
                                 return check_bare(group);
                               });
  co_return DeleteGroupOutput{};
}

}  // namespace penstock::iam
