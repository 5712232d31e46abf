// Input: a line that is a token, then a key set. Neither crashes their readers, and no key of the set verifies the
// token, since nobody signed it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "services/sts/json_web_keys.h"

using namespace penstock::sts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.substr(0, text.find('\n'));
  const auto rest = line.size() == text.size() ? std::string_view{} : text.substr(line.size() + 1);
  const auto token = read_json_web_token(line);
  const auto keys = JsonWebKeys::read(rest);
  if (token && keys) CHECK(keys->verify(*token) != JsonWebKeys::Outcome::verified);
  return 0;
}
