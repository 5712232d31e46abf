// For tests: a directory whose users and roles a test makes, changes and removes.
#pragma once

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "identity/directory.h"

namespace penstock {

class FakeDirectory final : public Directory {
 public:
  std::shared_ptr<const AccessKey> find_key(std::string_view id) const override { return find_any_key(id); }
  std::shared_ptr<const Role> find_role(std::string_view account, std::string_view name) const override {
    return find(roles, [&](const auto& role) { return role->account == account && role->name == name; });
  }
  std::shared_ptr<const Role> find_role_by_id(std::string_view id) const override {
    return find(roles, [&](const auto& role) { return role->id == id; });
  }
  std::shared_ptr<const policy::Principal> find_user_by_id(std::string_view id) const override {
    return find(users, [&](const auto& user) { return user->id == id; });
  }
  std::shared_ptr<const AccessKey> find_any_key(std::string_view id) const override {
    return find(keys, [&](const auto& key) { return key->id == id; });
  }
  std::shared_ptr<const policy::Document> find_managed_policy(std::string_view arn) const override {
    const auto found = std::ranges::find(managed, arn, &policy::NamedDocument::name);
    return found == managed.end() ? nullptr : found->document;
  }
  std::shared_ptr<const WebIdentityProvider> find_web_identity_provider(std::string_view account,
                                                                        std::string_view issuer) const override {
    const auto wanted = arn("iam", "", account, "oidc-provider/" + std::string(issuer));
    return find(providers, [&](const auto& provider) { return provider->arn == wanted; });
  }

  static std::shared_ptr<const policy::Document> document(std::string_view json, policy::DocumentKind kind) {
    auto read = policy::parse_document(json, kind);
    CHECK(read);
    return std::move(*read);
  }
  // A policy that allows one action everywhere.
  static policy::NamedDocument allowing(std::string_view action, std::string name = "inline") {
    const auto json = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":")" + std::string(action) +
                      R"(","Resource":"*"}]})";
    return {std::move(name), document(json, policy::DocumentKind::identity)};
  }

  // Puts it in the place of the role of the same name.
  void set(Role role) {
    std::erase_if(roles, [&](const auto& present) { return present->name == role.name; });
    roles.push_back(std::make_shared<const Role>(std::move(role)));
  }
  void set(policy::Principal user) {
    std::erase_if(users, [&](const auto& present) { return present->id == user.id; });
    users.push_back(std::make_shared<const policy::Principal>(std::move(user)));
  }

  std::vector<std::shared_ptr<const Role>> roles;
  std::vector<std::shared_ptr<const policy::Principal>> users;
  std::vector<std::shared_ptr<const AccessKey>> keys;
  std::vector<policy::NamedDocument> managed;
  std::vector<std::shared_ptr<const WebIdentityProvider>> providers;

 private:
  template <class T, class Predicate>
  static std::shared_ptr<const T> find(const std::vector<std::shared_ptr<const T>>& all, Predicate predicate) {
    const auto found = std::ranges::find_if(all, predicate);
    return found == all.end() ? nullptr : *found;
  }
};

}  // namespace penstock
