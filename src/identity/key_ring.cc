#include "identity/key_ring.h"

#include <mutex>
#include <utility>

#include "identity/key_id.h"

namespace penstock {
namespace {

constexpr std::size_t recent_sessions_max = 2048;  // twice as many are kept, some kilobytes each

}  // namespace

KeyRing::KeyRing(AccessKey root, const Directory& directory, const SessionTokens& tokens)
    : root_(std::make_shared<const AccessKey>(std::move(root))), directory_(directory), tokens_(tokens) {}

FoundKey KeyRing::find(std::string_view id, std::string_view session_token, TimePoint now) const {
  // A key of the root's choice may look like any other.
  auto key = id == root_->id ? root_ : nullptr;
  if (!key && id.starts_with(temporary_key_prefix)) return find_temporary(id, session_token, now);
  if (!key) key = directory_.find_key(id);
  if (!key) return std::unexpected(session_token.empty() ? KeyFault::unknown : KeyFault::invalid_token);
  if (!session_token.empty()) return std::unexpected(KeyFault::invalid_token);
  return key;
}

FoundKey KeyRing::find_temporary(std::string_view id, std::string_view session_token, TimePoint now) const {
  if (session_token.empty()) return std::unexpected(KeyFault::unknown);
  auto session = remembered(id, session_token);
  if (!session) session = open(id, session_token);
  if (!session) return std::unexpected(KeyFault::invalid_token);
  if (now >= session->opened.session.expires) return std::unexpected(KeyFault::expired_token);
  auto basis = find_basis(session->opened.session, directory_);
  if (!basis.is_there) return std::unexpected(KeyFault::invalid_token);
  if (session->key && basis == session->basis) return session->key;

  auto renewed = std::make_shared<OpenSession>(*session);
  renewed->key = std::make_shared<const AccessKey>(
      AccessKey{.id = std::string(id),
                .secret = session->opened.secret,
                .principal = principal_of(session->opened.session, basis, session->inline_policy),
                .last_use = basis.role ? basis.role->last_use : nullptr});
  renewed->basis = std::move(basis);
  remember(id, renewed);
  return renewed->key;
}

std::shared_ptr<const KeyRing::OpenSession> KeyRing::remembered(std::string_view id,
                                                                std::string_view session_token) const {
  std::shared_ptr<const OpenSession> found;
  {
    const std::shared_lock lock(mutex_);
    if (const auto recent = recent_.find(id); recent != recent_.end()) {
      return recent->second->token == session_token ? recent->second : nullptr;
    }
    if (const auto earlier = earlier_.find(id); earlier != earlier_.end()) found = earlier->second;
  }
  if (!found || found->token != session_token) return nullptr;
  remember(id, found);
  return found;
}

// Null for a token that is not this key's.
std::shared_ptr<const KeyRing::OpenSession> KeyRing::open(std::string_view id, std::string_view session_token) const {
  auto opened = tokens_.open(session_token);
  if (!opened || opened->session.access_key_id != id) return nullptr;
  std::shared_ptr<const policy::Document> inline_policy;
  if (const auto& text = opened->session.policies.inline_policy; !text.empty()) {
    auto read = policy::parse_document(text, policy::DocumentKind::identity);
    if (!read) return nullptr;
    inline_policy = std::move(*read);
  }
  return std::make_shared<OpenSession>(std::string(session_token), std::move(*opened), std::move(inline_policy));
}

void KeyRing::remember(std::string_view id, std::shared_ptr<const OpenSession> session) const {
  const std::unique_lock lock(mutex_);
  if (recent_.size() >= recent_sessions_max) earlier_ = std::exchange(recent_, {});
  recent_.insert_or_assign(std::string(id), std::move(session));
}

}  // namespace penstock
