// Access keys: who they belong to, and where they are looked up. Any thread.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "identity/last_use.h"
#include "identity/secret.h"
#include "policy/principal.h"

namespace penstock {

struct AccessKey {
  std::string id;
  Secret secret;
  std::shared_ptr<const policy::Principal> principal;  // never null in a key that was found
  std::shared_ptr<LastUse> last_use = {};              // the user's key's, the session's role's; null: nobody keeps it
};

enum class KeyFault : std::uint8_t {
  unknown,        // nobody has this id (any more), or its key is inactive
  invalid_token,  // a session token that is not this key's, or none where it takes one
  expired_token,
};
using FoundKey = std::expected<std::shared_ptr<const AccessKey>, KeyFault>;

class AccessKeys {
 public:
  virtual ~AccessKeys() = default;
  // The key of an id as it is at this moment; never null. `session_token` is what a request presents; empty: none.
  // Nothing blocks.
  virtual FoundKey find(std::string_view id, std::string_view session_token, TimePoint now) const = 0;
  // Who asks when signatures are not checked.
  virtual std::shared_ptr<const AccessKey> root() const = 0;
};

// The root key alone.
class RootKeys final : public AccessKeys {
 public:
  explicit RootKeys(AccessKey root) : root_(std::make_shared<const AccessKey>(std::move(root))) {}
  FoundKey find(std::string_view id, std::string_view session_token, TimePoint) const override {
    if (id != root_->id) return std::unexpected(KeyFault::unknown);
    if (!session_token.empty()) return std::unexpected(KeyFault::invalid_token);
    return root_;
  }
  std::shared_ptr<const AccessKey> root() const override { return root_; }

 private:
  std::shared_ptr<const AccessKey> root_;
};

}  // namespace penstock
