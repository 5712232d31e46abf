// Put…PermissionsBoundary and Delete…PermissionsBoundary of users and roles.
#include "services/iam/boundary.h"
#include "services/iam/service.h"

namespace penstock::iam {

Task<Result<PutUserPermissionsBoundaryOutput>> IamService::put_user_permissions_boundary(
    Caller caller, PutUserPermissionsBoundaryInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account& account) {
    user.boundary = in.permissions_boundary;
    return check_boundary(account, user.boundary);
  });
  co_return PutUserPermissionsBoundaryOutput{};
}

Task<Result<DeleteUserPermissionsBoundaryOutput>> IamService::delete_user_permissions_boundary(
    Caller caller, DeleteUserPermissionsBoundaryInput in) {
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account&) {
    user.boundary.reset();
    return ok();
  });
  co_return DeleteUserPermissionsBoundaryOutput{};
}

Task<Result<PutRolePermissionsBoundaryOutput>> IamService::put_role_permissions_boundary(
    Caller caller, PutRolePermissionsBoundaryInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account& account) -> Status {
    if (role.is_service_linked()) return protected_role(role.name);
    role.boundary = in.permissions_boundary;
    return check_boundary(account, role.boundary);
  });
  co_return PutRolePermissionsBoundaryOutput{};
}

Task<Result<DeleteRolePermissionsBoundaryOutput>> IamService::delete_role_permissions_boundary(
    Caller caller, DeleteRolePermissionsBoundaryInput in) {
  co_await edit<RoleRecord>(caller.account, in.role_name, [&](RoleRecord& role, const Account&) -> Status {
    if (role.is_service_linked()) return protected_role(role.name);
    role.boundary.reset();
    return ok();
  });
  co_return DeleteRolePermissionsBoundaryOutput{};
}

}  // namespace penstock::iam
