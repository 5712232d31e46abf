// Records as answers have them, with what the directory knows of those whom they name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/iam/shapes.h"
#include "policy/managed.h"
#include "services/iam/account.h"
#include "services/iam/live_directory.h"

namespace penstock::iam {

// AWS does not tell everything everywhere.
enum class Detail : std::uint8_t {
  created,  // the answer to its creation
  whole,    // the answer to Get…
  list,     // in lists of its kind: without tags and boundary
  part,     // of another thing: who it is, and a role's trust
};

User described(const Account& account, const UserRecord& user, Detail detail);
Group described(const Account& account, const GroupRecord& group);
Role described(const Account& account, const RoleRecord& role, const LiveDirectory& live, Detail detail);
RoleLastUsed described_use(const RoleRecord& role, const LiveDirectory& live);
InstanceProfile described(const Account& account, const ProfileRecord& profile, const LiveDirectory& live,
                          Detail detail);
PolicyVersion described(const PolicyRecord& policy, const PolicyVersionRecord& version, Detail detail);
AccessKeyMetadata described(const UserRecord& user, const KeyRecord& key);
std::optional<AttachedPermissionsBoundary> described_boundary(const std::optional<std::string>& arn);
std::string status_text(const KeyRecord& key);

// How often each managed policy of an account, and each of AWS, is in use there.
struct PolicyUses {
  explicit PolicyUses(const Account& account);
  std::map<std::string_view, std::int32_t> attachments, boundaries;  // by ARN; views into the account's records

  std::int32_t attached(std::string_view arn) const { return count(attachments, arn); }
  std::int32_t bounding(std::string_view arn) const { return count(boundaries, arn); }

 private:
  static std::int32_t count(const std::map<std::string_view, std::int32_t>& counts, std::string_view arn) {
    const auto at = counts.find(arn);
    return at != counts.end() ? at->second : 0;
  }
};

Policy described(const Account& account, const PolicyRecord& policy, const PolicyUses& uses, Detail detail);
Policy described(const policy::ManagedPolicy& policy, const PolicyUses& uses, Detail detail);
// Of one of AWS's, of which the version in force alone is known here.
PolicyVersion described_version(const policy::ManagedPolicy& policy, Detail detail);

}  // namespace penstock::iam
