// The keys of a server: the root's, then those of users. Any thread; nothing blocks.
#pragma once

#include <memory>

#include "identity/directory.h"
#include "identity/keys.h"

namespace penstock {

class DirectoryKeys final : public AccessKeys {
 public:
  // `directory` outlives this.
  DirectoryKeys(AccessKey root, const Directory& directory) : root_(std::move(root)), directory_(directory) {}

  FoundKey find(std::string_view id, std::string_view session_token, TimePoint now) const override {
    if (id == root_.root()->id) return root_.find(id, session_token, now);
    auto key = directory_.find_key(id);
    if (!key) return std::unexpected(KeyFault::unknown);
    if (!session_token.empty()) return std::unexpected(KeyFault::invalid_token);
    return key;
  }
  std::shared_ptr<const AccessKey> root() const override { return root_.root(); }

 private:
  RootKeys root_;
  const Directory& directory_;
};

}  // namespace penstock
