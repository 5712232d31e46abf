#include "base/hex.h"

#if defined(__SSSE3__)
#include <tmmintrin.h>
#endif

namespace penstock {

void write_hex(std::span<const std::uint8_t> data, char* out) {
  static constexpr char digits[] = "0123456789abcdef";
#if defined(__SSSE3__)
  // Digests have 16 or 32 bytes.
  const auto table = _mm_loadu_si128(reinterpret_cast<const __m128i*>(digits));
  const auto low_bits = _mm_set1_epi8(15);
  for (; data.size() >= 16; data = data.subspan(16), out += 32) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data.data()));
    const auto high = _mm_shuffle_epi8(table, _mm_and_si128(_mm_srli_epi16(bytes, 4), low_bits));
    const auto low = _mm_shuffle_epi8(table, _mm_and_si128(bytes, low_bits));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_unpacklo_epi8(high, low));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16), _mm_unpackhi_epi8(high, low));
  }
#endif
  for (const auto byte : data) {
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 15];
  }
}

std::string to_hex(std::span<const std::uint8_t> data) {
  std::string text(2 * data.size(), '\0');
  write_hex(data, text.data());
  return text;
}

std::string to_hex(std::string_view data) {
  return to_hex(std::span(reinterpret_cast<const std::uint8_t*>(data.data()), data.size()));
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::optional<std::string> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string data;
  data.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_value(digits[i]);
    const int low = hex_value(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    data.push_back(static_cast<char>(high << 4 | low));
  }
  return data;
}

}  // namespace penstock
