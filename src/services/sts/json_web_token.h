// A JSON Web Token in its compact form (RFC 7515, RFC 7519): three parts in base64url. Reading one believes nothing:
// json_web_keys.h verifies it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/principal.h"

namespace penstock::sts {

struct JsonWebToken {
  std::string algorithm;          // "RS256"
  std::string key_id;             // empty: the token names none
  std::string_view signed_bytes;  // of the token's text
  std::string signature;

  // Claims; empty or absent where the token has none.
  std::string issuer, subject, authorized_party, email, source_identity;
  std::vector<std::string> audiences, methods;              // aud, amr
  std::optional<std::int64_t> expires, issued, not_before;  // seconds since 1970
  // https://aws.amazon.com/tags: session tags. A tag with several values, which AWS does not take, has an entry for
  // each.
  policy::Tags tags;
  std::vector<std::string> transitive_tag_keys;
};

// Absent for text of another form, and for a claim of another type. `text` outlives the token.
std::optional<JsonWebToken> read_json_web_token(std::string_view text);

// The bytes of base64url without padding (RFC 4648, 5); absent for other text.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace penstock::sts
