#include "services/kinesis/description.h"

namespace penstock::kinesis {

Shard described(const StreamShard& shard) {
  return {.shard_id = shard_id(shard.number),
          .hash_key_range = {.starting_hash_key = shard.hash_keys.first.text(),
                             .ending_hash_key = shard.hash_keys.last.text()},
          .sequence_number_range = {.starting_sequence_number = shard.starting_sequence_number().text()}};
}

StreamModeDetails described(CapacityMode mode) {
  return {.stream_mode =
              std::string(mode == CapacityMode::on_demand ? stream_mode::on_demand : stream_mode::provisioned)};
}

std::vector<EnhancedMetrics> no_enhanced_monitoring() {
  return {EnhancedMetrics{.shard_level_metrics = std::vector<std::string>()}};
}

TimePoint creation_timestamp(const StreamRecord& record) {
  return std::chrono::floor<std::chrono::seconds>(record.created);
}

std::span<const StreamShard> visible_shards(const StreamRecord& record, StreamState state) {
  if (state != StreamState::active) return {};
  return record.shards;
}

}  // namespace penstock::kinesis
