#include "services/kinesis/service.h"

namespace penstock::kinesis {

Task<Result<DescribeLimitsOutput>> KinesisService::describe_limits(Caller caller, DescribeLimitsInput) {
  const auto totals = catalog_.totals(caller.account, caller.region);
  const auto quotas = account_quotas(options_.quotas);
  co_return DescribeLimitsOutput{
      .shard_limit = static_cast<std::int32_t>(quotas.shards_max),
      .open_shard_count = static_cast<std::int32_t>(totals.shards),
      .on_demand_stream_count = static_cast<std::int32_t>(totals.on_demand_streams),
      .on_demand_stream_count_limit = static_cast<std::int32_t>(quotas.on_demand_streams_max)};
}

}  // namespace penstock::kinesis
