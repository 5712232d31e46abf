// Bytes as hexadecimal digits, and back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace penstock {

// Writes 2 × data.size() lower-case digits to `out`.
void write_hex(std::span<const std::uint8_t> data, char* out);
std::string to_hex(std::span<const std::uint8_t> data);
std::string to_hex(std::string_view data);

// Either case. Nothing for an odd length or another character.
std::optional<std::string> from_hex(std::string_view digits);
// The value of one digit, or -1.
int hex_value(char digit);

template <std::size_t size>
std::array<char, 2 * size> hex_of(const std::array<std::uint8_t, size>& data) {
  std::array<char, 2 * size> digits;
  write_hex(data, digits.data());
  return digits;
}

}  // namespace penstock
