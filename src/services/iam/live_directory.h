// Who there is at this moment (identity/directory.h): accounts as the last durable changes left them, and for each
// user, role and access key a snapshot that is made anew by every change that reaches it. Any thread; nothing blocks.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "identity/directory.h"
#include "identity/vault.h"
#include "services/iam/account.h"
#include "services/iam/id_map.h"

namespace penstock::iam {

// A record before and after a change; null where there was none or is none.
template <class Record>
struct Edit {
  std::shared_ptr<const Record> before, after;
};

// What a change reached besides the records themselves is found from these.
struct Reach {
  std::vector<Edit<UserRecord>> users;
  std::vector<Edit<RoleRecord>> roles;
  std::vector<std::string> groups;    // ids of those that grant something else now
  std::vector<std::string> policies;  // ARNs, likewise
};

// What a secret access key is sealed for.
std::string key_purpose(std::string_view key_id);

class LiveDirectory final : public Directory {
 public:
  // `vault` outlives this.
  explicit LiveDirectory(const Vault& vault) : vault_(vault) {}

  // Never null: an account that nobody used is empty.
  AccountSnapshot account(std::string_view number) const;
  std::vector<AccountSnapshot> accounts() const;

  // By the holder of the turn, one after another: the next look-up sees the account as it is here.
  void publish(AccountSnapshot account, const Reach& reach);
  // When a key or role was last used, by its id; null for nobody's.
  std::shared_ptr<LastUse> last_use(std::string_view id) const { return uses_.find(id); }
  // Every account is forgotten.
  void clear();

  std::shared_ptr<const penstock::AccessKey> find_key(std::string_view id) const override;
  std::shared_ptr<const penstock::AccessKey> find_any_key(std::string_view id) const override;
  std::shared_ptr<const penstock::Role> find_role(std::string_view account, std::string_view name) const override;
  std::shared_ptr<const penstock::Role> find_role_by_id(std::string_view id) const override;
  std::shared_ptr<const policy::Principal> find_user_by_id(std::string_view id) const override;
  std::shared_ptr<const policy::Document> find_managed_policy(std::string_view arn) const override;
  std::shared_ptr<const WebIdentityProvider> find_web_identity_provider(std::string_view account,
                                                                        std::string_view issuer) const override;

 private:
  struct KeyEntry {
    std::shared_ptr<const penstock::AccessKey> key;
    bool active = false;
  };
  std::shared_ptr<LastUse> use_of(const std::string& id);
  void renew(const Account& account, const UserRecord& user);
  void renew(const Account& account, const RoleRecord& role);
  void renew_reached(const Account& account, const Reach& reach);
  void forget(const UserRecord& user, const UserRecord* successor);

  const Vault& vault_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, AccountSnapshot, std::less<>> accounts_;
  IdMap<KeyEntry> keys_;
  IdMap<std::shared_ptr<const policy::Principal>> users_;
  IdMap<std::shared_ptr<const penstock::Role>> roles_;
  IdMap<std::shared_ptr<LastUse>> uses_;  // of keys and roles
};

}  // namespace penstock::iam
