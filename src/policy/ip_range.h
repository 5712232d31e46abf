// Addresses and CIDR blocks of IPv4 and IPv6, as IpAddress conditions compare them. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace penstock::policy {

struct IpRange {
  std::array<std::uint8_t, 16> address = {};
  bool is_v6 = false;
  std::uint8_t prefix_bits = 0;

  bool contains(const IpRange& other) const;
};

// "203.0.113.0/24", "2001:db8::/32", "203.0.113.7". An IPv4 address that IPv6 wraps ("::ffff:203.0.113.7") is IPv4.
bool parse_ip_range(std::string_view text, IpRange& range);

}  // namespace penstock::policy
