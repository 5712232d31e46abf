#include "services/iam/boundary.h"
#include "services/iam/description.h"
#include "services/iam/policy_text.h"
#include "services/iam/service.h"
#include "services/iam/tags.h"
#include "services/iam/trust_principals.h"

namespace penstock::iam {

Task<Result<CreateRoleOutput>> IamService::create_role(Caller caller, CreateRoleInput in) {
  auto tags = co_await new_tags(in.tags, TagKeys::any_case);
  auto trust = co_await read_trust(in.assume_role_policy_document);
  auto change = co_await begin(caller.account);
  trust = co_await bind_principals(std::move(trust), directory_);
  co_await check_boundary(change.account(), in.permissions_boundary);
  auto role = co_await fresh<RoleRecord>(change.account(), in.role_name, in.path);
  role.tags = std::move(tags);
  role.trust = std::move(trust);
  role.description = std::move(in.description);
  role.session_seconds_max = in.max_session_duration.value_or(limits::session_seconds_default);
  role.boundary = std::move(in.permissions_boundary);
  CreateRoleOutput out{.role = described(change.account(), role, directory_, Detail::created)};
  change.add(std::move(role));
  co_await change.commit();
  co_return out;
}

}  // namespace penstock::iam
