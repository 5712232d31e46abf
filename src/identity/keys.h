// Access keys: who they belong to, and where they are looked up. Any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "identity/secret.h"
#include "policy/principal.h"

namespace penstock {

struct AccessKey {
  std::string id;
  Secret secret;
  std::string session_token;                           // of temporary credentials; empty otherwise
  std::shared_ptr<const policy::Principal> principal;  // never null in a key that was found
};

class AccessKeys {
 public:
  virtual ~AccessKeys() = default;
  // Null for an id that nobody has.
  virtual std::shared_ptr<const AccessKey> find(std::string_view id) const = 0;
  // Who asks when signatures are not checked.
  virtual std::shared_ptr<const AccessKey> root() const = 0;
};

// The root key alone.
class RootKeys final : public AccessKeys {
 public:
  explicit RootKeys(AccessKey root) : root_(std::make_shared<const AccessKey>(std::move(root))) {}
  std::shared_ptr<const AccessKey> find(std::string_view id) const override {
    return id == root_->id ? root_ : nullptr;
  }
  std::shared_ptr<const AccessKey> root() const override { return root_; }

 private:
  std::shared_ptr<const AccessKey> root_;
};

}  // namespace penstock
