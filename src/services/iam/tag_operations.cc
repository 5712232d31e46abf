// Tag…, Untag… and List…Tags of users, roles, managed policies and instance profiles.
#include "services/iam/page.h"
#include "services/iam/service.h"
#include "services/iam/tags.h"

namespace penstock::iam {
namespace {

template <class In, class Out>
Status list_tags(const In& in, Out& out, const Tags& tags) {
  return fill_page(
      in, out, tags, [](const auto& tag) -> const auto& { return tag.first; },
      [&](const auto& tag) { out.tags.push_back({.key = tag.first, .value = tag.second}); });
}

}  // namespace

Task<Result<TagUserOutput>> IamService::tag_user(Caller caller, TagUserInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& record, const Account&) {
    return add_tags(record.tags, in.tags, TagKeys::any_case);
  });
  co_return TagUserOutput{};
}

Task<Result<UntagUserOutput>> IamService::untag_user(Caller caller, UntagUserInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& record, const Account&) {
    remove_tags(record.tags, in.tag_keys, TagKeys::any_case);
    return ok();
  });
  co_return UntagUserOutput{};
}

Task<Result<ListUserTagsOutput>> IamService::list_user_tags(Caller caller, ListUserTagsInput in) {
  const auto record = co_await existing<UserRecord>(*account_of(caller), in.user_name);
  ListUserTagsOutput out;
  co_await list_tags(in, out, record->tags);
  co_return out;
}

Task<Result<TagRoleOutput>> IamService::tag_role(Caller caller, TagRoleInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& record, const Account&) {
    return add_tags(record.tags, in.tags, TagKeys::any_case);
  });
  co_return TagRoleOutput{};
}

Task<Result<UntagRoleOutput>> IamService::untag_role(Caller caller, UntagRoleInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& record, const Account&) {
    remove_tags(record.tags, in.tag_keys, TagKeys::any_case);
    return ok();
  });
  co_return UntagRoleOutput{};
}

Task<Result<ListRoleTagsOutput>> IamService::list_role_tags(Caller caller, ListRoleTagsInput in) {
  const auto record = co_await existing<RoleRecord>(*account_of(caller), in.role_name);
  ListRoleTagsOutput out;
  co_await list_tags(in, out, record->tags);
  co_return out;
}

Task<Result<TagPolicyOutput>> IamService::tag_policy(Caller caller, TagPolicyInput in) {
  co_await check_policy_arn(in.policy_arn);
  co_await edit<PolicyRecord>(caller.account, in.policy_arn, [&](PolicyRecord& record, const Account&) {
    return add_tags(record.tags, in.tags, TagKeys::exact_case);
  });
  co_return TagPolicyOutput{};
}

Task<Result<UntagPolicyOutput>> IamService::untag_policy(Caller caller, UntagPolicyInput in) {
  co_await check_policy_arn(in.policy_arn);
  co_await edit<PolicyRecord>(caller.account, in.policy_arn, [&](PolicyRecord& record, const Account&) {
    remove_tags(record.tags, in.tag_keys, TagKeys::exact_case);
    return ok();
  });
  co_return UntagPolicyOutput{};
}

Task<Result<ListPolicyTagsOutput>> IamService::list_policy_tags(Caller caller, ListPolicyTagsInput in) {
  co_await check_policy_arn(in.policy_arn);
  const auto record = co_await existing<PolicyRecord>(*account_of(caller), in.policy_arn);
  ListPolicyTagsOutput out;
  co_await list_tags(in, out, record->tags);
  co_return out;
}

Task<Result<TagInstanceProfileOutput>> IamService::tag_instance_profile(Caller caller, TagInstanceProfileInput in) {
  co_await edit<ProfileRecord>(caller.account, in.instance_profile_name, [&](ProfileRecord& record, const Account&) {
    return add_tags(record.tags, in.tags, TagKeys::exact_case);
  });
  co_return TagInstanceProfileOutput{};
}

Task<Result<UntagInstanceProfileOutput>> IamService::untag_instance_profile(Caller caller,
                                                                            UntagInstanceProfileInput in) {
  co_await edit<ProfileRecord>(caller.account, in.instance_profile_name, [&](ProfileRecord& record, const Account&) {
    remove_tags(record.tags, in.tag_keys, TagKeys::exact_case);
    return ok();
  });
  co_return UntagInstanceProfileOutput{};
}

Task<Result<ListInstanceProfileTagsOutput>> IamService::list_instance_profile_tags(Caller caller,
                                                                                   ListInstanceProfileTagsInput in) {
  const auto record = co_await existing<ProfileRecord>(*account_of(caller), in.instance_profile_name);
  ListInstanceProfileTagsOutput out;
  co_await list_tags(in, out, record->tags);
  co_return out;
}

}  // namespace penstock::iam
