// Temporary credentials: a session is sealed into the token that its client presents with each request, so nothing is
// kept, a restart changes nothing, and nobody but the server can make or read one. The secret follows from the token.
// Immutable; any thread. docs/formats/secrets.md has the bytes.
#pragma once

#include <optional>
#include <string_view>

#include "identity/session.h"
#include "identity/sigv4.h"
#include "identity/vault.h"

namespace penstock {

class SessionTokens {
 public:
  // `random` outlives this. Tokens are good as long as the vault has the same master key.
  SessionTokens(const Vault& vault, Random& random);

  // Gives the session its access key id and seals it.
  sigv4::Credentials issue(Session session) const;

  struct Opened {
    Session session;
    Secret secret;
  };
  // Absent for a token that issue() did not make under this master key. One that has expired opens.
  std::optional<Opened> open(std::string_view token) const;

 private:
  Secret secret_of(std::string_view sealed) const;

  Vault vault_;
  Secret secret_key_;
  Random& random_;
};

}  // namespace penstock
