#include "policy/ip_range.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <string>

namespace penstock::policy {
namespace {

constexpr int v4_bits = 32;
constexpr int v6_bits = 128;
constexpr std::array<std::uint8_t, 12> v4_mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

bool IpRange::contains(const IpRange& other) const {
  if (is_v6 != other.is_v6 || other.prefix_bits < prefix_bits) return false;
  const std::size_t bytes = prefix_bits / 8;
  if (!std::equal(address.begin(), address.begin() + bytes, other.address.begin())) return false;
  const int rest = prefix_bits % 8;
  return rest == 0 || ((address[bytes] ^ other.address[bytes]) >> (8 - rest)) == 0;
}

bool parse_ip_range(std::string_view text, IpRange& range) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  range = {};
  if (inet_pton(AF_INET, address.c_str(), range.address.data()) != 1) {
    if (inet_pton(AF_INET6, address.c_str(), range.address.data()) != 1) return false;
    range.is_v6 = true;
  }
  const int bits_max = range.is_v6 ? v6_bits : v4_bits;
  int bits = bits_max;
  if (slash != text.npos) {
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
    if (error != std::errc() || stop != end || bits < 0 || bits > bits_max) return false;
  }
  if (range.is_v6 && bits >= v6_bits - v4_bits && std::ranges::equal(v4_mapped, std::span(range.address).first<12>())) {
    std::copy(range.address.begin() + 12, range.address.end(), range.address.begin());
    std::fill(range.address.begin() + 4, range.address.end(), 0);
    range.is_v6 = false;
    bits -= v6_bits - v4_bits;
  }
  range.prefix_bits = static_cast<std::uint8_t>(bits);
  return true;
}

}  // namespace penstock::policy
