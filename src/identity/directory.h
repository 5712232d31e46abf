// Who there is: users, roles and their keys, as the IAM service keeps them (services/iam implements it). What is read
// here is the state of the last durable change; a change is seen by the next look-up. Any thread; nothing blocks.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "identity/keys.h"
#include "identity/last_use.h"
#include "policy/document.h"
#include "policy/principal.h"

namespace penstock {

// A role as those see it who assume it or act for it.
struct Role {
  std::string account;
  std::string name;
  std::string arn;
  std::string id;  // "AROA…"
  int session_seconds_max = 3600;
  std::shared_ptr<const policy::Document> trust;
  policy::Tags tags;
  std::vector<policy::NamedDocument> policies;
  std::optional<policy::NamedDocument> boundary;
  std::shared_ptr<LastUse> last_use = {};  // null: nobody keeps it
};

// An OpenID Connect provider whose tokens an account's roles may trust.
struct WebIdentityProvider {
  std::string arn;                      // "arn:aws:iam::…:oidc-provider/accounts.example.com"
  std::vector<std::string> client_ids;  // the audiences that its tokens may be for
};

class Directory {
 public:
  virtual ~Directory() = default;

  // The active long-term key of a user; null for an id that nobody has or that is inactive.
  virtual std::shared_ptr<const AccessKey> find_key(std::string_view id) const = 0;
  // Null when there is none.
  virtual std::shared_ptr<const Role> find_role(std::string_view account, std::string_view name) const = 0;
  virtual std::shared_ptr<const Role> find_role_by_id(std::string_view id) const = 0;
  // A user of this moment by its id ("AIDA…"); null when there is none.
  virtual std::shared_ptr<const policy::Principal> find_user_by_id(std::string_view id) const = 0;
  // Which account and user an access key id belongs to, active or not; null for nobody's.
  virtual std::shared_ptr<const AccessKey> find_any_key(std::string_view id) const = 0;
  // A managed policy's default version, of AWS or of an account; null when there is none.
  virtual std::shared_ptr<const policy::Document> find_managed_policy(std::string_view arn) const = 0;
  // By the issuer's URL without "https://"; null when the account has none such.
  virtual std::shared_ptr<const WebIdentityProvider> find_web_identity_provider(std::string_view /*account*/,
                                                                                std::string_view /*issuer*/) const {
    return nullptr;
  }
};

}  // namespace penstock
