#include "api/kinesis/errors.h"
#include "services/kinesis/service.h"
#include "services/kinesis/tags.h"

namespace penstock::kinesis {
namespace {

struct Capacity {
  CapacityMode mode;
  std::int32_t shards;
};

// Without a mode, a shard count makes a provisioned stream, and none an on-demand one.
Result<Capacity> capacity_of(const CreateStreamInput& in) {
  const bool names_mode = in.stream_mode_details.has_value();
  const bool on_demand = names_mode ? in.stream_mode_details->stream_mode == stream_mode::on_demand : !in.shard_count;
  if (on_demand && in.shard_count) {
    return errors::invalid_argument("ShardCount is not expected when StreamMode=ON_DEMAND");
  }
  if (on_demand) return Capacity{CapacityMode::on_demand, limits::on_demand_shards};
  if (!in.shard_count) return errors::invalid_argument("ShardCount is expected when StreamMode=PROVISIONED");
  return Capacity{CapacityMode::provisioned, *in.shard_count};
}

Status check_quota(const StreamCatalog::Totals& totals, const Capacity& wanted, StreamKeyView key, QuotaMode mode) {
  if (totals.streams >= limits::streams_per_account_max) {
    return errors::limit_exceeded("Stream count limit of " + std::to_string(limits::streams_per_account_max) +
                                  " for the account " + std::string(key.account) + " in " + std::string(key.region) +
                                  " is reached.");
  }
  const auto quotas = account_quotas(mode);
  if (wanted.mode == CapacityMode::on_demand && totals.on_demand_streams >= quotas.on_demand_streams_max) {
    return errors::limit_exceeded("On-demand stream count limit of " + std::to_string(quotas.on_demand_streams_max) +
                                  " for the account " + std::string(key.account) + " in " + std::string(key.region) +
                                  " is reached.");
  }
  if (totals.shards + wanted.shards <= quotas.shards_max) return ok();
  return errors::limit_exceeded(
      "This request would exceed the shard limit for the account " + std::string(key.account) + " in " +
      std::string(key.region) + ". Current shard count for the account: " + std::to_string(totals.shards) +
      ". Limit: " + std::to_string(quotas.shards_max) +
      ". Number of additional shards that would have resulted from this request: " + std::to_string(wanted.shards) +
      ". Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) "
      "for current limits and how to request higher limits.");
}

std::vector<StreamShard> even_shards(std::int32_t count, TimePoint created) {
  std::vector<StreamShard> shards;
  shards.reserve(static_cast<std::size_t>(count));
  for (const auto& keys : even_hash_keys(static_cast<std::uint32_t>(count))) {
    shards.push_back({.number = static_cast<std::uint32_t>(shards.size()),
                      .hash_keys = keys,
                      .created_s = to_millis(created) / 1000});
  }
  return shards;
}

}  // namespace

Task<Result<CreateStreamOutput>> KinesisService::create_stream(Caller caller, CreateStreamInput in) {
  const StreamKey key{.account = caller.account, .region = caller.region, .name = in.stream_name};
  const auto capacity = co_await capacity_of(in);
  std::map<std::string, std::string> tags;
  if (in.tags) co_await add_tags(key, *in.tags, tags);

  const auto turn = co_await catalog_.turn();
  if (catalog_.find(key)) co_return stream_exists(key);
  co_await check_quota(catalog_.totals(key.account, key.region), capacity, key, options_.quotas);
  co_await catalog_.remove_if_gone(key);

  const auto now = clock_.now();
  co_await catalog_.add(key, {.id = random_.next(),
                              .mode = capacity.mode,
                              .created = now,
                              .active_from = now + options_.transition,
                              .shards = even_shards(capacity.shards, now),
                              .tags = std::move(tags),
                              .record_kib_max = in.max_record_size_in_ki_b.value_or(limits::record_kib_default)});
  co_return CreateStreamOutput{};
}

}  // namespace penstock::kinesis
