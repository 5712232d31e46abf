// AWS Security Token Service: temporary credentials. It keeps nothing: a session is in the token that its client holds
// (identity/session_token.h). One instance per server; any thread.
#pragma once

#include <span>

#include "api/dispatch.h"
#include "api/sts/shapes.h"
#include "base/task.h"
#include "identity/caller.h"
#include "identity/directory.h"
#include "identity/session_token.h"
#include "io/clock.h"
#include "services/sts/role_session.h"
#include "services/sts/web_identities.h"

namespace penstock::sts {

// AWS lets no account's root assume a role. Where every key is the root's (`--auth off`), it does.
enum class Roots : std::uint8_t { assume_no_role, assume_roles };

class StsService {
 public:
  // Collaborators outlive the service.
  StsService(const Directory& directory, const SessionTokens& tokens, WebIdentities& web_identities, const Clock& clock,
             Roots roots = Roots::assume_no_role)
      : directory_(directory), tokens_(tokens), web_identities_(web_identities), clock_(clock), roots_(roots) {}

  ServiceEntry entry();
  // What callers have to be allowed (access.cc).
  static std::span<const AccessRule> access_rules();

  // Its operations, one per file.
#include "api/sts/service.inc"

 private:
  Result<AccessNeeds> to_assume_role(const Caller& caller, const AssumeRoleInput& in) const;
  Result<AccessNeeds> to_get_federation_token(const Caller& caller, const GetFederationTokenInput& in) const;

  // Seals the session; `session.issued` and `.expires` are set from now on for `seconds`.
  Credentials issue(Session session, int seconds) const;

  const Directory& directory_;
  const SessionTokens& tokens_;
  WebIdentities& web_identities_;
  const Clock& clock_;
  const Roots roots_;
};

}  // namespace penstock::sts
