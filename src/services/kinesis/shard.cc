#include "services/kinesis/shard.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "services/kinesis/limits.h"

namespace penstock::kinesis {

std::string shard_id(std::uint32_t number) {
  std::string id = "shardId-000000000000";
  for (auto at = id.size(); number != 0; number /= 10) id[--at] = static_cast<char>('0' + number % 10);
  return id;
}

std::optional<std::uint32_t> parse_shard_id(std::string_view id) {
  auto digits = id;
  if (const auto hyphen = id.find('-'); hyphen != std::string_view::npos) {
    const auto rest = id.substr(hyphen + 1);
    const auto part = rest.substr(0, rest.find('-'));
    if (!part.empty()) digits = part;
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (number > limits::shard_number_max) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

const StreamShard& shard_owning(std::span<const StreamShard> shards, HashKey key) {
  CHECK(!shards.empty());
  const auto after = std::upper_bound(shards.begin(), shards.end(), key, [](HashKey wanted, const StreamShard& shard) {
    return wanted < shard.hash_keys.first;
  });
  CHECK(after != shards.begin());
  const auto& shard = *std::prev(after);
  CHECK(shard.hash_keys.contain(key));
  return shard;
}

}  // namespace penstock::kinesis
