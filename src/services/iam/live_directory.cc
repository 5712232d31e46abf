#include "services/iam/live_directory.h"

#include <algorithm>
#include <mutex>

#include "base/check.h"
#include "base/ids.h"
#include "services/iam/compile.h"

namespace penstock::iam {
namespace {

bool has(const std::vector<std::string>& values, std::string_view value) {
  return std::ranges::find(values, value) != values.end();
}

bool has_any(const std::vector<std::string>& values, const std::vector<std::string>& wanted) {
  return std::ranges::any_of(wanted, [&](const auto& value) { return has(values, value); });
}

bool has_any(const std::optional<std::string>& value, const std::vector<std::string>& wanted) {
  return value && has(wanted, *value);
}

}  // namespace

std::string key_purpose(std::string_view key_id) { return "iam/access-key/" + std::string(key_id); }

AccountSnapshot LiveDirectory::account(std::string_view number) const {
  {
    const std::shared_lock lock(mutex_);
    if (const auto at = accounts_.find(number); at != accounts_.end()) return at->second;
  }
  return std::make_shared<const Account>(Account{.number = std::string(number)});
}

std::vector<AccountSnapshot> LiveDirectory::accounts() const {
  std::vector<AccountSnapshot> all;
  const std::shared_lock lock(mutex_);
  for (const auto& [number, account] : accounts_) all.push_back(account);
  return all;
}

void LiveDirectory::publish(AccountSnapshot account, const Reach& reach) {
  for (const auto& [before, after] : reach.users) {
    if (before) forget(*before, after.get());
    if (after) renew(*account, *after);
  }
  for (const auto& [before, after] : reach.roles) {
    if (after) {
      renew(*account, *after);
    } else {
      roles_.erase(before->id);
      uses_.erase(before->id);
    }
  }
  if (!reach.groups.empty() || !reach.policies.empty()) renew_reached(*account, reach);
  const std::unique_lock lock(mutex_);
  accounts_.insert_or_assign(account->number, std::move(account));
}

void LiveDirectory::clear() {
  {
    const std::unique_lock lock(mutex_);
    accounts_.clear();
  }
  keys_.clear();
  users_.clear();
  roles_.clear();
  uses_.clear();
}

void LiveDirectory::renew_reached(const Account& account, const Reach& reach) {
  auto groups = reach.groups;
  for (const auto& group : account.groups) {
    if (has_any(group->attached, reach.policies)) groups.push_back(group->id);
  }
  for (const auto& user : account.users) {
    const bool reached = has_any(user->attached, reach.policies) || has_any(user->boundary, reach.policies) ||
                         has_any(user->groups, groups);
    if (reached) renew(account, *user);
  }
  for (const auto& role : account.roles) {
    if (has_any(role->attached, reach.policies) || has_any(role->boundary, reach.policies)) renew(account, *role);
  }
}

std::shared_ptr<LastUse> LiveDirectory::use_of(const std::string& id) {
  auto use = uses_.find(id);
  if (!use) uses_.put(id, use = std::make_shared<LastUse>());
  return use;
}

void LiveDirectory::renew(const Account& account, const UserRecord& user) {
  const auto principal = compile(account, user);
  users_.put(user.id, principal);
  for (const auto& record : user.keys) {
    const auto known = keys_.find(record.id).key;
    auto key = std::make_shared<penstock::AccessKey>(
        penstock::AccessKey{.id = record.id, .principal = principal, .last_use = use_of(record.id)});
    if (known) {
      key->secret = known->secret;
    } else {
      auto secret = vault_.open(key_purpose(record.id), record.sealed);
      CHECK(secret);  // it was opened when it was made or loaded
      key->secret = std::move(*secret);
    }
    keys_.put(record.id, {std::move(key), record.active});
  }
}

void LiveDirectory::renew(const Account& account, const RoleRecord& role) {
  roles_.put(role.id, compile(account, role, use_of(role.id)));
}

void LiveDirectory::forget(const UserRecord& user, const UserRecord* successor) {
  for (const auto& key : user.keys) {
    const bool goes_on =
        successor && std::ranges::find(successor->keys, key.id, &KeyRecord::id) != successor->keys.end();
    if (goes_on) continue;
    keys_.erase(key.id);
    uses_.erase(key.id);
  }
  if (!successor) users_.erase(user.id);
}

std::shared_ptr<const penstock::AccessKey> LiveDirectory::find_key(std::string_view id) const {
  auto entry = keys_.find(id);
  return entry.active ? std::move(entry.key) : nullptr;
}

std::shared_ptr<const penstock::AccessKey> LiveDirectory::find_any_key(std::string_view id) const {
  return keys_.find(id).key;
}

std::shared_ptr<const penstock::Role> LiveDirectory::find_role(std::string_view number, std::string_view name) const {
  const auto record = account(number)->roles.find(name);
  return record ? roles_.find(record->id) : nullptr;
}

std::shared_ptr<const penstock::Role> LiveDirectory::find_role_by_id(std::string_view id) const {
  return roles_.find(id);
}

std::shared_ptr<const policy::Principal> LiveDirectory::find_user_by_id(std::string_view id) const {
  return users_.find(id);
}

std::shared_ptr<const policy::Document> LiveDirectory::find_managed_policy(std::string_view arn) const {
  ArnParts parts;
  if (!parse_arn(arn, parts)) return nullptr;
  return managed_document(*account(parts.account), arn);
}

std::shared_ptr<const WebIdentityProvider> LiveDirectory::find_web_identity_provider(std::string_view number,
                                                                                     std::string_view issuer) const {
  const auto provider = account(number)->providers.find(issuer);
  if (!provider || provider->name != issuer) return nullptr;
  return std::make_shared<const WebIdentityProvider>(
      WebIdentityProvider{.arn = arn_of(number, *provider), .client_ids = provider->client_ids});
}

}  // namespace penstock::iam
