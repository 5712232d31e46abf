// Percent-encoding (RFC 3986) as AWS signs and sends it: everything but A-Z a-z 0-9 - . _ ~ is encoded, in capitals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock {

enum class Slash : std::uint8_t { encode, keep };      // keep: paths, where '/' separates
enum class Plus : std::uint8_t { literal, is_space };  // is_space: query strings and forms

void append_percent_encoded(std::string& out, std::string_view text, Slash slash = Slash::encode);
std::string percent_encode(std::string_view text, Slash slash = Slash::encode);

// Nothing when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text, Plus plus = Plus::literal);

}  // namespace penstock
