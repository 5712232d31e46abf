// Streams and shards as the API shows them.
#pragma once

#include <string_view>
#include <vector>

#include "api/kinesis/shapes.h"
#include "services/kinesis/stream.h"

namespace penstock::kinesis {

Shard described(const StreamShard& shard);
StreamModeDetails described(CapacityMode mode);
// No shard-level metrics.
std::vector<EnhancedMetrics> no_enhanced_monitoring();
// AWS states creation in whole seconds.
TimePoint creation_timestamp(const StreamRecord& record);

// The shards that a stream shows: none while it is being created or deleted, as on AWS.
std::span<const StreamShard> visible_shards(const StreamRecord& record, StreamState state);

}  // namespace penstock::kinesis
