// Records as answers have them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/iam/shapes.h"
#include "services/iam/account.h"

namespace penstock::iam {

// Lists leave out what costs AWS another look-up: tags and boundaries.
enum class Detail : std::uint8_t { whole, list };

User described(const Account& account, const UserRecord& user, Detail detail);
AccessKeyMetadata described(const UserRecord& user, const KeyRecord& key);
std::optional<AttachedPermissionsBoundary> described_boundary(const std::optional<std::string>& arn);
std::string status_text(const KeyRecord& key);

}  // namespace penstock::iam
