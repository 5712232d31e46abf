// One shard of a stream: its number, the hash keys that it owns and when it was made. A shard's number is its channel
// in the stream's log. Values; any thread. (`Shard` without a prefix is the API's shape.)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "services/kinesis/hash_key.h"
#include "services/kinesis/sequence_number.h"

namespace penstock::kinesis {

struct StreamShard {
  std::uint32_t number = 0;
  HashKeys hash_keys;
  std::int64_t created_s = 0;

  SequenceNumber starting_sequence_number() const { return SequenceNumber::of_shard_start(created_s, number); }
  SequenceNumber sequence_number(Offset offset, TimePoint arrival) const {
    return SequenceNumber::of_record(created_s, number, offset, arrival);
  }
  bool operator==(const StreamShard&) const = default;
};

// "shardId-000000000007"
std::string shard_id(std::uint32_t number);
// AWS takes what follows the first hyphen, or the whole text, as the number: "shardId-000000000007", "shardId-7", "7".
// Absent when that is not a number up to 2147483647.
std::optional<std::uint32_t> parse_shard_id(std::string_view id);

// The shard that owns the key: binary search in shards ordered by hash keys that together own every key.
const StreamShard& shard_owning(std::span<const StreamShard> shards, HashKey key);

}  // namespace penstock::kinesis
