// Input: a token that nobody was given, then what a token might hold. The first never opens, wherever it is changed; of
// the second only what the writer wrote is read, and that survives a round trip.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "identity/session_token.h"

using namespace penstock;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static SeededRandom random(1);
  static const Vault vault(std::string(Vault::key_bytes, 'k'), random);
  static const SessionTokens tokens(vault, random);
  static const auto good = tokens.issue({.account = "000000000000", .principal_id = "AROA", .name = "s"}).session_token;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  CHECK(!tokens.open(text));
  if (size >= 2) {
    auto changed = good;
    const auto at = (data[0] | data[1] << 8) % changed.size();
    const auto kept = changed[at];
    changed[at] = static_cast<char>(data[size - 1]);
    CHECK(tokens.open(changed).has_value() == (changed[at] == kept));
  }
  if (const auto session = decode_session(text)) {
    const auto again = decode_session(encode_session(*session));
    CHECK(again && again->account == session->account && again->tags == session->tags);
  }
  return 0;
}
