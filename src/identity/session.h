// A session: temporary access that somebody was given, and all that the server knows of it. It is not kept anywhere:
// the client holds it as a sealed token (session_token.h). Immutable once issued; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "policy/principal.h"

namespace penstock {

// Whose access it is.
enum class SessionKind : std::uint8_t {
  role = 1,
  user = 2,  // GetSessionToken
  root = 3,  // likewise, of an account's root
  federated_by_user = 4,
  federated_by_root = 5,
};

// What narrows a session: the intersection with these is what is allowed.
struct SessionPolicies {
  std::string inline_policy;      // JSON; empty: none
  std::vector<std::string> arns;  // of managed policies
  bool empty() const { return inline_policy.empty() && arns.empty(); }
};

struct Session {
  SessionKind kind = SessionKind::role;
  std::string account;
  std::string access_key_id;  // "ASIA…", given when it is issued
  std::string principal_id;   // the role's "AROA…" or the user's "AIDA…"; empty: root
  std::string name = {};      // of the session or of the federated user
  TimePoint issued;           // whole seconds, as the end is
  TimePoint expires;
  SessionPolicies policies = {};
  policy::Tags tags = {};
  std::vector<std::string> transitive_tag_keys = {};  // of those tags: sessions that follow inherit them
  std::string source_identity = {};
  bool mfa_present = false;
  // Further condition keys of its requests, in lower case, which came from an identity provider:
  // {"aws:federatedprovider", "arn:aws:iam::…:oidc-provider/…"}, {"accounts.example.com:sub", "ana"}.
  std::vector<std::pair<std::string, std::string>> provider_keys = {};
};

std::string encode_session(const Session& session);
// Absent for bytes that encode_session() did not write.
std::optional<Session> decode_session(std::string_view bytes);

// What policies and tags take of the space that a session has for them, in percent and rounded up; at least 1 unless
// there are none. Above 100 they do not fit. AWS tells neither its packing nor its space; here they are deflate and
// packed_bytes_max.
inline constexpr std::size_t packed_bytes_max = 2048;
int packed_percent(const SessionPolicies& policies, const policy::Tags& tags);

}  // namespace penstock
