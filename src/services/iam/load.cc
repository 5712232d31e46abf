// What a start reads: every record of every account.
#include <map>

#include "services/iam/record_encoding.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

constexpr std::size_t records_per_scan = 1'000;

ApiError damaged(const std::string& key) {
  return error::internal("The stored value at key " + key +
                         " is damaged or was written by a later version. Restore the data directory from a copy, or "
                         "start a version that knows it.");
}

ApiError sealed_otherwise(const std::string& key_id) {
  return error::internal("The secret of access key " + key_id +
                         " cannot be opened: it was sealed with another master key. Start with that one.");
}

struct LoadedAccount {
  SettingsRecord settings;
  std::shared_ptr<const ReportRecord> report;
  std::vector<std::pair<std::string, LastUse::Use>> uses;  // by the id of the key or role
  std::vector<std::shared_ptr<const UserRecord>> users;
  std::vector<std::shared_ptr<const GroupRecord>> groups;
  std::vector<std::shared_ptr<const RoleRecord>> roles;
  std::vector<std::shared_ptr<const PolicyRecord>> policies;
  std::vector<std::shared_ptr<const ProfileRecord>> profiles;
  std::vector<std::shared_ptr<const ProviderRecord>> providers;

  // False for a damaged value, or of a kind that nobody knows.
  bool take(const StoreKey& key, std::string_view value) {
    const auto kind = key.kind;
    if (kind == "settings") {
      auto decoded = decode<SettingsRecord>(value);
      if (decoded) settings = std::move(*decoded);
      return decoded.has_value();
    }
    if (kind == report_kind) {
      auto decoded = decode<ReportRecord>(value);
      if (decoded) report = std::make_shared<const ReportRecord>(std::move(*decoded));
      return decoded.has_value();
    }
    if (kind == use_kind) {
      auto decoded = decode<LastUse::Use>(value);
      if (decoded) uses.emplace_back(key.id, std::move(*decoded));
      return decoded.has_value();
    }
    return take_into(users, kind, value) || take_into(groups, kind, value) || take_into(roles, kind, value) ||
           take_into(policies, kind, value) || take_into(profiles, kind, value) || take_into(providers, kind, value);
  }

 private:
  template <class Record>
  static bool take_into(std::vector<std::shared_ptr<const Record>>& records, std::string_view kind,
                        std::string_view value) {
    if (kind != Record::kind) return false;
    auto decoded = decode<Record>(value);
    if (decoded) records.push_back(std::make_shared<const Record>(std::move(*decoded)));
    return decoded.has_value();
  }
};

// Everybody in it.
Reach everybody(const Account& account) {
  Reach reach;
  for (const auto& user : account.users) reach.users.push_back({nullptr, user});
  for (const auto& role : account.roles) reach.roles.push_back({nullptr, role});
  return reach;
}

Status check_secrets(const Vault& vault, const Account& account) {
  for (const auto& user : account.users) {
    for (const auto& key : user->keys) {
      if (!vault.open(key_purpose(key.id), key.sealed)) return sealed_otherwise(key.id);
    }
  }
  return ok();
}

}  // namespace

Task<Status> IamService::load() {
  std::map<std::string, LoadedAccount, std::less<>> loaded;
  std::string begin(store_prefix);
  const auto end = prefix_end(store_prefix);
  while (true) {
    const auto entries = co_await store_.scan(begin, end, records_per_scan);
    if (entries.empty()) break;
    begin = entries.back().key + '\0';
    for (const auto& [key, value] : entries) {
      StoreKey parts;
      if (!parse_store_key(key, parts)) co_return damaged(key);
      if (!loaded[std::string(parts.account)].take(parts, value)) co_return damaged(key);
    }
  }
  for (auto& [number, read] : loaded) {
    auto account = std::make_shared<Account>(
        Account{.number = number, .settings = std::move(read.settings), .report = std::move(read.report)});
    account->users.fill(std::move(read.users));
    account->groups.fill(std::move(read.groups));
    account->roles.fill(std::move(read.roles));
    account->policies.fill(std::move(read.policies));
    account->profiles.fill(std::move(read.profiles));
    account->providers.fill(std::move(read.providers));
    co_await check_secrets(vault_, *account);
    const auto reach = everybody(*account);
    directory_.publish(std::move(account), reach);
    for (auto& [id, use] : read.uses) {
      if (const auto last_use = directory_.last_use(id)) last_use->restore(std::move(use));
    }
  }
  co_return ok();
}

}  // namespace penstock::iam
