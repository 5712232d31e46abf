#include "services/s3/bucket_name.h"

#include <algorithm>
#include <array>

namespace penstock::s3 {
namespace {

constexpr std::array<std::string_view, 3> reserved_prefixes = {"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::array<std::string_view, 5> reserved_suffixes = {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Four groups of digits, as 192.168.5.4.
bool looks_like_an_address(std::string_view name) {
  int groups = 1;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '.') {
      ++groups;
    } else if (!is_digit(name[i])) {
      return false;
    }
  }
  return groups == 4;
}

}  // namespace

bool is_new_bucket_name(std::string_view name) {
  if (name.size() < 3 || name.size() > 63) return false;
  if (!std::ranges::all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-'; })) {
    return false;
  }
  const auto is_edge = [](char c) { return is_lower(c) || is_digit(c); };
  if (!is_edge(name.front()) || !is_edge(name.back())) return false;
  if (name.find("..") != std::string_view::npos || looks_like_an_address(name)) return false;
  return std::ranges::none_of(reserved_prefixes, [&](auto prefix) { return name.starts_with(prefix); }) &&
         std::ranges::none_of(reserved_suffixes, [&](auto suffix) { return name.ends_with(suffix); });
}

bool is_bucket_name(std::string_view name) {
  if (name.size() < 3 || name.size() > 255) return false;
  return std::ranges::all_of(
      name, [](char c) { return is_lower(c) || is_upper(c) || is_digit(c) || c == '.' || c == '-' || c == '_'; });
}

}  // namespace penstock::s3
