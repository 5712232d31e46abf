// Who is in a group: users know their groups. Pure.
#pragma once

#include <algorithm>
#include <ranges>

#include "services/iam/account.h"

namespace penstock::iam {

inline bool is_member(const UserRecord& user, const GroupRecord& group) {
  return std::ranges::binary_search(user.groups, group.id);
}

// By name.
inline auto members(const Account& account, const GroupRecord& group) {
  return std::views::filter(account.users, [&group](const auto& user) { return is_member(*user, group); });
}

}  // namespace penstock::iam
