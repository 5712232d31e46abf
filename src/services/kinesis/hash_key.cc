#include "services/kinesis/hash_key.h"

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"

namespace penstock::kinesis {

HashKey HashKey::of_partition_key(std::string_view partition_key) {
  Value value = 0;
  for (const auto byte : md5(partition_key)) value = value << 8 | byte;
  return HashKey(value);
}

std::optional<HashKey> HashKey::parse(std::string_view decimal) {
  if (decimal.empty()) return std::nullopt;
  constexpr Value largest = ~Value{0};
  Value value = 0;
  for (const char c : decimal) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<unsigned>(c - '0');
    if (value > largest / 10 || (value == largest / 10 && digit > largest % 10)) return std::nullopt;
    value = value * 10 + digit;
  }
  return HashKey(value);
}

std::string HashKey::text() const {
  std::string digits;
  Value rest = value_;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::vector<HashKeys> even_hash_keys(std::uint32_t count) {
  CHECK(count > 0);
  if (count == 1) return {{HashKey(), HashKey::last()}};
  // 2^128 itself does not fit: floor(2^128 / n) from 2^128 - 1.
  const auto largest = HashKey::last().value();
  const auto width = largest / count + (largest % count == count - 1 ? 1 : 0);
  std::vector<HashKeys> ranges;
  ranges.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto last = i + 1 == count ? HashKey::last() : HashKey(width * (i + 1) - 1);
    ranges.push_back({HashKey(width * i), last});
  }
  return ranges;
}

}  // namespace penstock::kinesis
