#include "services/kinesis/shard.h"

#include <gtest/gtest.h>

#include <vector>

namespace penstock::kinesis {
namespace {

TEST(ShardId, has_twelve_digits) {
  EXPECT_EQ(shard_id(0), "shardId-000000000000");
  EXPECT_EQ(shard_id(7), "shardId-000000000007");
  EXPECT_EQ(shard_id(2'147'483'647), "shardId-002147483647");
}

TEST(ShardId, is_read_as_loosely_as_aws_does) {
  for (const auto* id : {"shardId-000000000007", "shardId-7", "7", "a-00007", "-7", "x-7-9"}) {
    EXPECT_EQ(parse_shard_id(id), 7U) << id;
  }
  EXPECT_EQ(parse_shard_id("2147483647"), 2'147'483'647U);
}

TEST(ShardId, refuses_what_is_no_shard_number) {
  for (const auto* id : {"2147483648", "shardId-002147483648", "ABKLFD8", "2.14E4", "shardId-", "", "-", "shardId-1x",
                         "99999999999999999999999999"}) {
    EXPECT_FALSE(parse_shard_id(id)) << id;
  }
}

TEST(ShardOwning, finds_the_shard_at_every_edge) {
  for (const std::uint32_t count : {1U, 2U, 3U, 7U, 500U}) {
    std::vector<StreamShard> shards;
    for (const auto& keys : even_hash_keys(count)) {
      shards.push_back({.number = static_cast<std::uint32_t>(shards.size()), .hash_keys = keys});
    }
    for (const auto& shard : shards) {
      EXPECT_EQ(shard_owning(shards, shard.hash_keys.first).number, shard.number);
      EXPECT_EQ(shard_owning(shards, shard.hash_keys.last).number, shard.number);
    }
  }
}

}  // namespace
}  // namespace penstock::kinesis
