// Every key that opens this server: the root's, those of users, and temporary ones, whose session is in the token that
// comes with the request. What a key may do is what its user or role may at this moment: a change, or their removal,
// takes effect with the next request. Any thread; nothing blocks.
#pragma once

#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "identity/directory.h"
#include "identity/keys.h"
#include "identity/session_principal.h"
#include "identity/session_token.h"

namespace penstock {

class KeyRing final : public AccessKeys {
 public:
  // Collaborators outlive this.
  KeyRing(AccessKey root, const Directory& directory, const SessionTokens& tokens);

  FoundKey find(std::string_view id, std::string_view session_token, TimePoint now) const override;
  std::shared_ptr<const AccessKey> root() const override { return root_; }

 private:
  // A session that was opened, with the key as it is while the directory has `basis`.
  struct OpenSession {
    std::string token;
    SessionTokens::Opened opened;
    std::shared_ptr<const policy::Document> inline_policy;
    SessionBasis basis = {};
    std::shared_ptr<const AccessKey> key = {};
  };
  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
  };
  using OpenSessions = std::unordered_map<std::string, std::shared_ptr<const OpenSession>, IdHash, std::equal_to<>>;

  FoundKey find_temporary(std::string_view id, std::string_view session_token, TimePoint now) const;
  std::shared_ptr<const OpenSession> remembered(std::string_view id, std::string_view session_token) const;
  std::shared_ptr<const OpenSession> open(std::string_view id, std::string_view session_token) const;
  void remember(std::string_view id, std::shared_ptr<const OpenSession> session) const;

  const std::shared_ptr<const AccessKey> root_;
  const Directory& directory_;
  const SessionTokens& tokens_;

  // Opening a token costs some microseconds, so the latest are kept: when `recent_` is full it becomes `earlier_`,
  // whose sessions are forgotten unless somebody asked for them meanwhile.
  mutable std::shared_mutex mutex_;
  mutable OpenSessions recent_, earlier_;
};

}  // namespace penstock
