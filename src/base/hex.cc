#include "base/hex.h"

namespace penstock {

void write_hex(std::span<const std::uint8_t> data, char* out) {
  static constexpr char digits[] = "0123456789abcdef";
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
