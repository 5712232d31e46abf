// Put…Policy, Get…Policy, List…Policies and Delete…Policy of users.
#include "services/iam/inline_policies.h"

#include <fmt/format.h>

#include "api/iam/errors.h"
#include "services/iam/page.h"
#include "services/iam/policy_text.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

constexpr auto name_of = [](const auto& policy) -> const auto& { return policy.first; };

}  // namespace

Status put_inline(Grantee& grantee, std::string_view kind, std::size_t chars_max, std::string name, std::string text) {
  auto policy = read_policy(std::move(text), policy::DocumentKind::identity);
  if (!policy) return policy.error();
  grantee.inline_policies.insert_or_assign(std::move(name), std::move(*policy));
  if (inline_size(grantee) > chars_max) {
    return errors::limit_exceeded(
        fmt::format("Maximum policy size of {} bytes exceeded for {} {}", chars_max, kind, grantee.name));
  }
  return ok();
}

Task<Result<PutUserPolicyOutput>> IamService::put_user_policy(Caller caller, PutUserPolicyInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account&) {
    return put_inline(user, in.policy_name, in.policy_document);
  });
  co_return PutUserPolicyOutput{};
}

Task<Result<GetUserPolicyOutput>> IamService::get_user_policy(Caller caller, GetUserPolicyInput in) {
  const auto user = co_await existing<UserRecord>(*account_of(caller), in.user_name);
  const auto* policy = co_await find_inline(*user, in.policy_name);
  co_return GetUserPolicyOutput{
      .user_name = user->name, .policy_name = in.policy_name, .policy_document = encoded(*policy)};
}

Task<Result<ListUserPoliciesOutput>> IamService::list_user_policies(Caller caller, ListUserPoliciesInput in) {
  const auto user = co_await existing<UserRecord>(*account_of(caller), in.user_name);
  ListUserPoliciesOutput out;
  co_await fill_page(in, out, user->inline_policies, name_of,
                     [&](const auto& policy) { out.policy_names.push_back(policy.first); });
  co_return out;
}

Task<Result<DeleteUserPolicyOutput>> IamService::delete_user_policy(Caller caller, DeleteUserPolicyInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name,
                            [&](UserRecord& user, const Account&) { return delete_inline(user, in.policy_name); });
  co_return DeleteUserPolicyOutput{};
}

}  // namespace penstock::iam
