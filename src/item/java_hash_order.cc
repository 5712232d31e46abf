#include "item/java_hash_order.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

namespace penstock::item {
namespace {

// Of String.hashCode(), for names of one byte a character; for others the order differs, which nobody relies on.
std::uint32_t spread_hash(const std::string& name) {
  std::uint32_t hash = 0;
  for (const char c : name) hash = hash * 31 + static_cast<unsigned char>(c);
  return hash ^ (hash >> 16U);
}

}  // namespace

void in_java_hash_order(std::vector<std::string>& names) {
  // A table begins with 16 buckets and doubles when it is three quarters full.
  const auto buckets = std::max<std::size_t>(16, std::bit_ceil(names.size() * 4 / 3 + 1));
  std::vector<std::pair<std::size_t, std::size_t>> places;  // bucket, and turn within it
  for (const auto& name : names) places.emplace_back(spread_hash(name) & (buckets - 1), places.size());
  std::ranges::sort(places);
  std::vector<std::string> ordered;
  for (const auto& [bucket, turn] : places) ordered.push_back(std::move(names[turn]));
  names = std::move(ordered);
}

}  // namespace penstock::item
