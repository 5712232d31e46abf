// Any bytes as a trust policy: the walk to its principals ends within it, and a policy of which nobody is here is kept
// and told as it was sent.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "io/random.h"
#include "services/iam/policy_text.h"
#include "services/iam/trust_principals.h"

using namespace penstock;
using namespace penstock::iam;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static SeededRandom random(1);
  static const Vault vault(Secret(std::string(Vault::key_bytes, 'k')), random);
  static const LiveDirectory nobody(vault);
  const std::string json(reinterpret_cast<const char*>(data), size);
  auto trust = read_trust(json);
  if (!trust) return 0;
  std::size_t before = 0;
  for (const auto& principal : named_principals(json)) {
    CHECK(before <= principal.begin && principal.begin < principal.end);
    CHECK(json[principal.begin] == '"');
    before = principal.end;
  }
  CHECK(before <= json.size());
  CHECK(told_trust(json, nobody) == json);
  const auto bound = bind_principals(std::move(*trust), nobody);
  if (bound) {
    CHECK(bound->text == json);
  } else {
    CHECK(bound.error().code == "MalformedPolicyDocument");
  }
  return 0;
}
