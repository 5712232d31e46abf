// Where a record goes: MD5 of its partition key as a 128-bit number, and the ranges of such numbers that shards own.
// Values; any thread. https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::kinesis {

class HashKey {
 public:
  using Value = unsigned __int128;

  constexpr HashKey() = default;
  constexpr explicit HashKey(Value value) : value_(value) {}
  static constexpr HashKey last() { return HashKey(~Value{0}); }

  static HashKey of_partition_key(std::string_view partition_key);
  // A decimal number from 0 to 2^128-1; absent for anything else.
  static std::optional<HashKey> parse(std::string_view decimal);

  constexpr Value value() const { return value_; }
  std::string text() const;  // decimal

  constexpr auto operator<=>(const HashKey&) const = default;

 private:
  Value value_ = 0;
};

// Inclusive on both ends, as AWS shows it.
struct HashKeys {
  HashKey first;
  HashKey last;
  constexpr bool contain(HashKey key) const { return first <= key && key <= last; }
  constexpr bool operator==(const HashKeys&) const = default;
};

// The ranges that AWS gives to a new stream of `count` shards: each floor(2^128 / count) wide, and the last one takes
// the rest. `count` is at least 1.
std::vector<HashKeys> even_hash_keys(std::uint32_t count);

}  // namespace penstock::kinesis
