#include "wire/idempotency_token.h"

#include <string>

#include "io/random.h"

namespace penstock {
namespace {

// A version 4 UUID: https://www.rfc-editor.org/rfc/rfc9562#section-5.4
std::string random_uuid() {
  static constexpr std::string_view hex = "0123456789abcdef";
  static SystemRandom random;
  unsigned char bytes[16];
  random.fill(bytes);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  std::string uuid;
  uuid.reserve(36);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) uuid += '-';
    uuid += hex[bytes[i] >> 4];
    uuid += hex[bytes[i] & 15];
  }
  return uuid;
}

}  // namespace

void fill_idempotency_tokens(const Shape& input_shape, void* input) {
  for (const auto& member : input_shape.members) {
    if (!member.idempotency_token || member.peek(member, input)) continue;
    *static_cast<std::string*>(member.slot(member, input)) = random_uuid();
  }
}

}  // namespace penstock
