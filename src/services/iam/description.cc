#include "services/iam/description.h"

#include "services/iam/tags.h"

namespace penstock::iam {

User described(const Account& account, const UserRecord& user, Detail detail) {
  User out{.path = user.path,
           .user_name = user.name,
           .user_id = user.id,
           .arn = arn_of(account.number, user),
           .create_date = user.created};
  if (detail == Detail::list) return out;
  out.permissions_boundary = described_boundary(user.boundary);
  if (!user.tags.empty()) out.tags = described(user.tags);
  return out;
}

std::string status_text(const KeyRecord& key) {
  return std::string(key.active ? status_type::active : status_type::inactive);
}

AccessKeyMetadata described(const UserRecord& user, const KeyRecord& key) {
  return {.user_name = user.name, .access_key_id = key.id, .status = status_text(key), .create_date = key.created};
}

std::optional<AttachedPermissionsBoundary> described_boundary(const std::optional<std::string>& arn) {
  if (!arn) return std::nullopt;
  return AttachedPermissionsBoundary{.permissions_boundary_type = "Policy", .permissions_boundary_arn = *arn};
}

}  // namespace penstock::iam
