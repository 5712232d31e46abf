#include "identity/session_token.h"

#include "base/base64.h"
#include "base/hash.h"
#include "identity/key_id.h"

namespace penstock {
namespace {

constexpr std::string_view sealed_for = "session";
constexpr std::size_t secret_characters = 40;  // as AWS's secrets have
constexpr std::size_t token_bytes_max = 32 << 10;

}  // namespace

SessionTokens::SessionTokens(const Vault& vault, Random& random)
    : vault_(vault.derive("session-tokens")), secret_key_(vault.derive_key("session-secrets")), random_(random) {}

sigv4::Credentials SessionTokens::issue(Session session) const {
  session.access_key_id = make_key_id(temporary_key_prefix, session.account, random_);
  const auto sealed = vault_.seal(sealed_for, encode_session(session));
  return {.access_key_id = std::move(session.access_key_id),
          .secret = secret_of(sealed),
          .session_token = to_base64(sealed)};
}

std::optional<SessionTokens::Opened> SessionTokens::open(std::string_view token) const {
  std::string sealed;
  if (token.size() > token_bytes_max || !from_base64(token, sealed)) return std::nullopt;
  const auto opened = vault_.open(sealed_for, sealed);
  if (!opened) return std::nullopt;
  auto session = decode_session(opened->reveal());
  if (!session) return std::nullopt;
  return Opened{std::move(*session), secret_of(sealed)};
}

Secret SessionTokens::secret_of(std::string_view sealed) const {
  const auto digest = hmac_sha256(secret_key_.reveal(), sealed);
  return Secret(to_base64(bytes_of(digest)).substr(0, secret_characters));
}

}  // namespace penstock
