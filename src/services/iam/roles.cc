// GetRole, ListRoles, UpdateRole, UpdateRoleDescription, UpdateAssumeRolePolicy and DeleteRole.
#include <algorithm>

#include "services/iam/description.h"
#include "services/iam/page.h"
#include "services/iam/policy_text.h"
#include "services/iam/service.h"
#include "services/iam/trust_principals.h"

namespace penstock::iam {

Task<Result<GetRoleOutput>> IamService::get_role(Caller caller, GetRoleInput in) {
  const auto account = account_of(caller);
  const auto role = co_await existing<RoleRecord>(*account, in.role_name);
  co_return GetRoleOutput{.role = described(*account, *role, directory_, Detail::whole)};
}

Task<Result<ListRolesOutput>> IamService::list_roles(Caller caller, ListRolesInput in) {
  const auto account = account_of(caller);
  ListRolesOutput out;
  co_await fill_page(
      in, out, under_path(in, account->roles), name_of_record,
      [&](const auto& role) { out.roles.push_back(described(*account, *role, directory_, Detail::list)); },
      less_ignoring_case);
  co_return out;
}

// What the request does not name stays.
Task<Result<UpdateRoleOutput>> IamService::update_role(Caller caller, UpdateRoleInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account&) -> Status {
    if (role.is_service_linked() && in.max_session_duration) return protected_role(role.name);
    if (in.description) role.description = *in.description;
    if (in.max_session_duration) role.session_seconds_max = *in.max_session_duration;
    return ok();
  });
  co_return UpdateRoleOutput{};
}

Task<Result<UpdateRoleDescriptionOutput>> IamService::update_role_description(Caller caller,
                                                                              UpdateRoleDescriptionInput in) {
  UpdateRoleDescriptionOutput out;
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account& account) {
    role.description = in.description;
    out.role = described(account, role, directory_, Detail::part);
    out.role->description = in.description;
    return ok();
  });
  co_return out;
}

Task<Result<UpdateAssumeRolePolicyOutput>> IamService::update_assume_role_policy(Caller caller,
                                                                                 UpdateAssumeRolePolicyInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account&) -> Status {
    if (role.is_service_linked()) return protected_role(role.name);
    auto trust = read_trust(in.policy_document);
    if (!trust) return std::move(trust.error());
    auto bound = bind_principals(std::move(*trust), directory_);
    if (!bound) return std::move(bound.error());
    role.trust = std::move(*bound);
    return ok();
  });
  co_return UpdateAssumeRolePolicyOutput{};
}

// Sessions of the role end with it: they look it up by its id.
Task<Result<DeleteRoleOutput>> IamService::delete_role(Caller caller, DeleteRoleInput in) {
  co_await remove<RoleRecord>(
      caller.account, in.role_name, [](const RoleRecord& role, const Account& account) -> Status {
        if (role.is_service_linked()) return protected_role(role.name);
        const bool in_profile =
            std::ranges::any_of(account.profiles, [&](const auto& p) { return p->role == role.id; });
        if (in_profile) return delete_conflict("remove roles from instance profile");
        return check_bare(role);
      });
  co_return DeleteRoleOutput{};
}

}  // namespace penstock::iam
