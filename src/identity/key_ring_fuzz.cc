// Input: a byte that chooses one of two sessions' key id and one's token, two for a place in the token and one for how
// much of it goes, then what comes there. A temporary key is found with its own token alone, unchanged, and is then the
// session's whose token it is; whatever was tried before leaves no trace.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "identity/fake_directory.h"
#include "identity/key_ring.h"

using namespace penstock;

namespace {

const TimePoint now = *sigv4::parse_time("20260301T120000Z");

// A ring whose two sessions are of one role, with names of their own.
struct Sessions {
  Sessions() {
    directory.set(Role{.account = "000000000000",
                       .name = "loader",
                       .arn = "arn:aws:iam::000000000000:role/loader",
                       .id = "AROALOADER"});
    for (std::size_t i = 0; i < issued.size(); ++i) {
      issued[i] = tokens.issue({.account = "000000000000",
                                .principal_id = "AROALOADER",
                                .name = std::to_string(i),
                                .issued = now,
                                .expires = now + std::chrono::seconds(900)});
    }
  }

  SeededRandom random{1};
  const Vault vault{std::string(Vault::key_bytes, 'k'), random};
  const SessionTokens tokens{vault, random};
  FakeDirectory directory;
  const KeyRing ring{
      {.id = "AKIAROOT", .secret = "s", .principal = policy::root_principal("000000000000")}, directory, tokens};
  std::array<sigv4::Credentials, 2> issued;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Sessions sessions;
  if (size < 4) return 0;
  const auto& owner = sessions.issued[data[0] & 1];
  const auto& other = sessions.issued[data[0] >> 1 & 1];
  auto token = other.session_token;
  const std::string_view text(reinterpret_cast<const char*>(data) + 4, size - 4);
  const auto at = static_cast<std::size_t>(data[1] | data[2] << 8) % token.size();
  token.replace(at, std::min<std::size_t>(data[3], token.size() - at), text);

  const auto found = sessions.ring.find(owner.access_key_id, token, now);
  CHECK(found.has_value() == (token == owner.session_token));
  if (found) {
    CHECK((*found)->secret.reveal() == owner.secret.reveal());
    CHECK((*found)->principal->arn.ends_with(data[0] & 1 ? "/1" : "/0"));
  } else {
    CHECK(found.error() == (token.empty() ? KeyFault::unknown : KeyFault::invalid_token));
  }
  CHECK(!sessions.ring.find(text, token, now));
  CHECK(!sessions.ring.find("AKIAROOT", owner.session_token, now));
  const auto late = sessions.ring.find(owner.access_key_id, owner.session_token, now + std::chrono::seconds(900));
  CHECK(!late && late.error() == KeyFault::expired_token);
  return 0;
}
