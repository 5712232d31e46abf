#include "services/iam/record_encoding.h"

#include "services/iam/record_fields.h"

namespace penstock::iam {
namespace {

template <class T, class Record>
concept Is = std::same_as<std::remove_const_t<T>, Record>;

void list_entity(auto& fields, auto& entity) {
  fields(1, entity.name);
  fields(2, entity.path);
  fields(3, entity.id);
  fields(4, entity.created);
  fields(5, entity.tags);
}

void list_grantee(auto& fields, auto& grantee) {
  list_entity(fields, grantee);
  fields(6, grantee.inline_policies);
  fields(7, grantee.attached);
}

}  // namespace

// The tags of docs/formats/iam.md; none is ever given to another field.

void list(auto& fields, Is<KeyRecord> auto& key) {
  fields(1, key.id);
  fields(2, key.sealed);
  fields(3, key.active);
  fields(4, key.created);
}

void list(auto& fields, Is<LoginRecord> auto& login) {
  fields(1, login.password_hash);
  fields(2, login.must_reset);
  fields(3, login.created);
  fields(4, login.password_set);
  fields(5, login.former_hashes);
}

void list(auto& fields, Is<UserRecord> auto& user) {
  list_grantee(fields, user);
  fields(16, user.boundary);
  fields(17, user.groups);
  fields(18, user.keys);
  fields(19, user.login);
}

void list(auto& fields, Is<GroupRecord> auto& group) { list_grantee(fields, group); }

void list(auto& fields, Is<RoleRecord> auto& role) {
  list_grantee(fields, role);
  fields(16, role.trust, policy::DocumentKind::trust);
  fields(17, role.description);
  fields(18, role.session_seconds_max);
  fields(19, role.boundary);
}

void list(auto& fields, Is<PolicyVersionRecord> auto& version) {
  fields(1, version.number);
  fields(2, version.policy, policy::DocumentKind::managed);
  fields(3, version.created);
}

void list(auto& fields, Is<PolicyRecord> auto& policy) {
  list_entity(fields, policy);
  fields(16, policy.description);
  fields(17, policy.versions);
  fields(18, policy.default_version);
  fields(19, policy.next_version);
  fields(20, policy.updated);
}

void list(auto& fields, Is<ProfileRecord> auto& profile) {
  list_entity(fields, profile);
  fields(16, profile.role);
}

void list(auto& fields, Is<ProviderRecord> auto& provider) {
  list_entity(fields, provider);
  fields(16, provider.client_ids);
  fields(17, provider.thumbprints);
}

void list(auto& fields, Is<PasswordPolicyRecord> auto& policy) {
  fields(1, policy.length_min);
  fields(2, policy.symbols);
  fields(3, policy.numbers);
  fields(4, policy.uppercase);
  fields(5, policy.lowercase);
  fields(6, policy.users_may_change);
  fields(7, policy.age_days_max);
  fields(8, policy.reuse_prevention);
  fields(9, policy.hard_expiry);
}

void list(auto& fields, Is<SettingsRecord> auto& settings) {
  fields(1, settings.created);
  fields(2, settings.alias);
  fields(3, settings.password_policy);
}

void list(auto& fields, Is<ReportRecord> auto& report) {
  fields(1, report.generated);
  fields(2, report.csv);
}

void list(auto& fields, Is<LastUse::Use> auto& use) {
  fields(1, use.time);
  fields(2, use.service);
  fields(3, use.region);
}

namespace {

bool is_whole(const Entity& entity) { return !entity.name.empty() && !entity.id.empty(); }
bool is_whole(const RoleRecord& role) { return is_whole(static_cast<const Entity&>(role)) && role.trust.document; }
bool is_whole(const PolicyRecord& policy) {
  return is_whole(static_cast<const Entity&>(policy)) && policy.in_force() != nullptr;
}
bool is_whole(const SettingsRecord&) { return true; }
bool is_whole(const ReportRecord&) { return true; }
bool is_whole(const LastUse::Use&) { return true; }

}  // namespace

template <class Record>
std::string encode(const Record& record) {
  FieldsOut fields;
  list(fields, record);
  return fields.take();
}

template <class Record>
std::optional<Record> decode(std::string_view bytes) {
  FieldsIn fields(bytes);
  Record record;
  list(fields, record);
  if (!fields.sound() || !is_whole(record)) return std::nullopt;
  return record;
}

template std::string encode(const UserRecord&);
template std::string encode(const GroupRecord&);
template std::string encode(const RoleRecord&);
template std::string encode(const PolicyRecord&);
template std::string encode(const ProfileRecord&);
template std::string encode(const ProviderRecord&);
template std::string encode(const SettingsRecord&);
template std::string encode(const ReportRecord&);
template std::string encode(const LastUse::Use&);
template std::optional<UserRecord> decode(std::string_view);
template std::optional<GroupRecord> decode(std::string_view);
template std::optional<RoleRecord> decode(std::string_view);
template std::optional<PolicyRecord> decode(std::string_view);
template std::optional<ProfileRecord> decode(std::string_view);
template std::optional<ProviderRecord> decode(std::string_view);
template std::optional<SettingsRecord> decode(std::string_view);
template std::optional<ReportRecord> decode(std::string_view);
template std::optional<LastUse::Use> decode(std::string_view);

std::string store_key(std::string_view account, std::string_view kind, std::string_view id) {
  std::string key(store_prefix);
  return key.append(account).append("/").append(kind).append("/").append(id);
}

std::string settings_key(std::string_view account) { return store_key(account, "settings", ""); }

std::string report_key(std::string_view account) { return store_key(account, report_kind, ""); }
std::string use_key(std::string_view account, std::string_view id) { return store_key(account, use_kind, id); }

bool parse_store_key(std::string_view text, StoreKey& key) {
  if (!text.starts_with(store_prefix)) return false;
  text.remove_prefix(store_prefix.size());
  const auto account_end = text.find('/');
  if (account_end == text.npos) return false;
  const auto kind_end = text.find('/', account_end + 1);
  if (kind_end == text.npos) return false;
  key = {.account = text.substr(0, account_end),
         .kind = text.substr(account_end + 1, kind_end - account_end - 1),
         .id = text.substr(kind_end + 1)};
  return true;
}

}  // namespace penstock::iam
