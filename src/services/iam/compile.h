// What users and roles may do, put together from all that says so: their own policies, those of their groups, managed
// ones, a boundary. Pure.
#pragma once

#include <memory>

#include "identity/directory.h"
#include "policy/principal.h"
#include "services/iam/account.h"

namespace penstock::iam {

std::shared_ptr<const policy::Principal> compile(const Account& account, const UserRecord& user);
std::shared_ptr<const penstock::Role> compile(const Account& account, const RoleRecord& role,
                                              std::shared_ptr<LastUse> use);

}  // namespace penstock::iam
