#include "services/iam/description.h"

#include "base/hash.h"
#include "base/percent.h"
#include "services/iam/policy_text.h"
#include "services/iam/tags.h"
#include "services/iam/trust_principals.h"

namespace penstock::iam {
namespace {

// AWS's managed policies have fixed ids, which are not published: one is made of the ARN.
std::string id_of_managed(std::string_view arn) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  constexpr std::size_t letter_count = 17;
  std::string id(PolicyRecord::id_prefix);
  const auto digest = sha256(arn);
  for (std::size_t i = 0; i < letter_count; ++i) id += letters[digest[i] % letters.size()];
  return id;
}

// When AWS made most of its managed policies: 2015-02-06T18:39:46Z.
constexpr TimePoint managed_since = from_millis(1'423'247'986'000);

std::optional<std::vector<Tag>> described_if_any(const Tags& tags) {
  if (tags.empty()) return std::nullopt;
  return described(tags);
}

}  // namespace

User described(const Account& account, const UserRecord& user, Detail detail) {
  User out{.path = user.path,
           .user_name = user.name,
           .user_id = user.id,
           .arn = arn_of(account.number, user),
           .create_date = user.created};
  if (detail == Detail::list) return out;
  out.permissions_boundary = described_boundary(user.boundary);
  out.tags = described_if_any(user.tags);
  return out;
}

Group described(const Account& account, const GroupRecord& group) {
  return {.path = group.path,
          .group_name = group.name,
          .group_id = group.id,
          .arn = arn_of(account.number, group),
          .create_date = group.created};
}

Role described(const Account& account, const RoleRecord& role, const LiveDirectory& live, Detail detail) {
  Role out{.path = role.path,
           .role_name = role.name,
           .role_id = role.id,
           .arn = arn_of(account.number, role),
           .create_date = role.created,
           .assume_role_policy_document = percent_encode(told_trust(role.trust.text, live))};
  if (detail == Detail::part) return out;
  if (detail != Detail::created) {
    out.description = role.description;
    out.max_session_duration = role.session_seconds_max;
  }
  if (detail != Detail::list) {
    out.permissions_boundary = described_boundary(role.boundary);
    out.tags = described_if_any(role.tags);
  }
  if (detail == Detail::whole) out.role_last_used = described_use(role, live);
  return out;
}

RoleLastUsed described_use(const RoleRecord& role, const LiveDirectory& live) {
  const auto last_use = live.last_use(role.id);
  const auto use = last_use ? last_use->use() : std::nullopt;
  if (!use) return {};
  return {.last_used_date = std::chrono::floor<std::chrono::seconds>(use->time), .region = use->region};
}

InstanceProfile described(const Account& account, const ProfileRecord& profile, const LiveDirectory& live,
                          Detail detail) {
  InstanceProfile out{.path = profile.path,
                      .instance_profile_name = profile.name,
                      .instance_profile_id = profile.id,
                      .arn = arn_of(account.number, profile),
                      .create_date = profile.created};
  if (const auto role = profile.role ? account.roles.find_id(*profile.role) : nullptr) {
    out.roles.push_back(described(account, *role, live, Detail::part));
  }
  if (detail == Detail::created) out.tags = described_if_any(profile.tags);
  if (detail == Detail::whole) out.tags = described(profile.tags);
  return out;
}

PolicyVersion described(const PolicyRecord& policy, const PolicyVersionRecord& version, Detail detail) {
  PolicyVersion out{.version_id = version.version_id(),
                    .is_default_version = version.number == policy.default_version,
                    .create_date = version.created};
  if (detail == Detail::whole) out.document = encoded(version.policy);
  return out;
}

AccessKeyMetadata described(const UserRecord& user, const KeyRecord& key) {
  return {.user_name = user.name, .access_key_id = key.id, .status = status_text(key), .create_date = key.created};
}

std::optional<AttachedPermissionsBoundary> described_boundary(const std::optional<std::string>& arn) {
  if (!arn) return std::nullopt;
  return AttachedPermissionsBoundary{.permissions_boundary_type = "Policy", .permissions_boundary_arn = arn};
}

std::string status_text(const KeyRecord& key) {
  return std::string(key.active ? status_type::active : status_type::inactive);
}

PolicyUses::PolicyUses(const Account& account) {
  const auto count_grants = [this](const auto& table) {
    for (const auto& grantee : table) {
      for (const auto& arn : grantee->attached) ++attachments[arn];
      if constexpr (requires { grantee->boundary; }) {
        if (grantee->boundary) ++boundaries[*grantee->boundary];
      }
    }
  };
  count_grants(account.users);
  count_grants(account.groups);
  count_grants(account.roles);
}

Policy described(const Account& account, const PolicyRecord& policy, const PolicyUses& uses, Detail detail) {
  const auto arn = arn_of(account.number, policy);
  Policy out{.policy_name = policy.name,
             .policy_id = policy.id,
             .arn = arn,
             .path = policy.path,
             .default_version_id = policy.in_force()->version_id(),
             .attachment_count = uses.attached(arn),
             .permissions_boundary_usage_count = uses.bounding(arn),
             .is_attachable = true,
             .create_date = policy.created,
             .update_date = policy.updated};
  if (detail == Detail::created) out.tags = described_if_any(policy.tags);
  if (detail == Detail::whole) {
    out.description = policy.description;
    out.tags = described(policy.tags);
  }
  return out;
}

Policy described(const policy::ManagedPolicy& policy, const PolicyUses& uses, Detail detail) {
  Policy out{.policy_name = policy.name,
             .policy_id = id_of_managed(policy.arn),
             .arn = policy.arn,
             .path = policy.path,
             .default_version_id = policy.version_id,
             .attachment_count = uses.attached(policy.arn),
             .permissions_boundary_usage_count = uses.bounding(policy.arn),
             .is_attachable = true,
             .create_date = managed_since,
             .update_date = managed_since};
  if (detail == Detail::whole) {
    out.description = policy.description;
    out.tags.emplace();
  }
  return out;
}

PolicyVersion described_version(const policy::ManagedPolicy& policy, Detail detail) {
  PolicyVersion out{.version_id = policy.version_id, .is_default_version = true, .create_date = managed_since};
  if (detail == Detail::whole) out.document = percent_encode(policy.json);
  return out;
}

}  // namespace penstock::iam
