// What IAM keeps of an account: one record for each thing that has a name. Records are values; those that are in an
// Account are immutable. Things refer to users, groups and roles by id and to managed policies by ARN, so a new name
// changes one record alone. docs/formats/iam.md says how they are stored.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "policy/document.h"
#include "policy/principal.h"
#include "services/iam/limits.h"

namespace penstock::iam {

using policy::Tags;

// A policy as it was sent, and as it was understood.
struct PolicyText {
  std::string text;
  std::shared_ptr<const policy::Document> document;  // never null in a record
};

struct Entity {
  std::string name;  // as it was created; another case finds it too
  std::string path = "/";
  std::string id;  // "AIDA…"
  TimePoint created;
  Tags tags;  // by key
};

// What policies are given to.
struct Grantee : Entity {
  std::map<std::string, PolicyText> inline_policies;  // by name
  std::vector<std::string> attached;                  // ARNs of managed policies, sorted
};

struct KeyRecord {
  std::string id;      // "AKIA…"
  std::string sealed;  // the secret, as the vault seals it
  bool active = true;
  TimePoint created;
};

struct LoginRecord {
  std::string password_hash;  // services/iam/password.h
  bool must_reset = false;
  TimePoint created;
  TimePoint password_set;
  std::vector<std::string> former_hashes;  // newest first, as many as the password policy may ask for
};

struct UserRecord : Grantee {
  static constexpr std::string_view kind = "user";
  static constexpr std::string_view id_prefix = "AIDA";
  static constexpr std::string_view quota = "UsersPerAccount";
  static constexpr std::size_t count_max = limits::users_max;
  std::optional<std::string> boundary;  // ARN
  std::vector<std::string> groups;      // ids, sorted
  std::vector<KeyRecord> keys;          // oldest first
  std::optional<LoginRecord> login;
};

struct GroupRecord : Grantee {
  static constexpr std::string_view kind = "group";
  static constexpr std::string_view id_prefix = "AGPA";
  static constexpr std::string_view quota = "GroupsPerAccount";
  static constexpr std::size_t count_max = limits::groups_max;
};

struct RoleRecord : Grantee {
  static constexpr std::string_view kind = "role";
  static constexpr std::string_view id_prefix = "AROA";
  static constexpr std::string_view quota = "RolesPerAccount";
  static constexpr std::size_t count_max = limits::roles_max;
  PolicyText trust;
  std::optional<std::string> description;
  std::int32_t session_seconds_max = limits::session_seconds_default;
  std::optional<std::string> boundary;  // ARN

  // Made by CreateServiceLinkedRole: only the service changes it.
  bool is_service_linked() const { return path.starts_with("/aws-service-role/"); }
};

struct PolicyVersionRecord {
  std::int32_t number = 1;  // "v1"
  PolicyText policy;
  TimePoint created;

  std::string version_id() const { return "v" + std::to_string(number); }
};

struct PolicyRecord : Entity {
  static constexpr std::string_view kind = "policy";
  static constexpr std::string_view id_prefix = "ANPA";
  static constexpr std::string_view quota = "PoliciesPerAccount";
  static constexpr std::size_t count_max = limits::policies_max;
  std::optional<std::string> description;
  std::vector<PolicyVersionRecord> versions;  // oldest first
  std::int32_t default_version = 1;
  std::int32_t next_version = 2;
  TimePoint updated;

  const PolicyVersionRecord* version(std::int32_t number) const {
    for (const auto& version : versions) {
      if (version.number == number) return &version;
    }
    return nullptr;
  }
  // Never null in an account.
  const PolicyVersionRecord* in_force() const { return version(default_version); }
};

struct ProfileRecord : Entity {
  static constexpr std::string_view kind = "instance-profile";
  static constexpr std::string_view id_prefix = "AIPA";
  static constexpr std::string_view quota = "InstanceProfilesPerAccount";
  static constexpr std::size_t count_max = limits::instance_profiles_max;
  std::optional<std::string> role;  // id
};

// An OIDC provider; its name is the URL without "https://".
struct ProviderRecord : Entity {
  static constexpr std::string_view kind = "oidc-provider";
  static constexpr std::string_view id_prefix = "OIDC";  // ours alone; nobody sees it
  static constexpr std::string_view quota = "OpenIdConnectProvidersPerAccount";
  static constexpr std::size_t count_max = limits::oidc_providers_max;
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
};

struct PasswordPolicyRecord {
  std::int32_t length_min = limits::password_length_default;
  bool symbols = false, numbers = false, uppercase = false, lowercase = false;
  bool users_may_change = false;
  std::optional<std::int32_t> age_days_max;
  std::optional<std::int32_t> reuse_prevention;
  std::optional<bool> hard_expiry;
};

// What there is once in an account.
struct SettingsRecord {
  TimePoint created;
  std::optional<std::string> alias;
  std::optional<PasswordPolicyRecord> password_policy;
};

// A credential report as it was made.
struct ReportRecord {
  TimePoint generated;
  std::string csv;
};

// "arn:aws:iam::000000000000:user/team/ana"
template <class Record>
std::string arn_of(std::string_view account, const Record& record) {
  std::string arn("arn:aws:iam::");
  return arn.append(account).append(":").append(Record::kind).append(record.path).append(record.name);
}

}  // namespace penstock::iam
