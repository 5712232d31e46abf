#include <algorithm>

#include "services/kinesis/description.h"
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {

Task<Result<DescribeStreamOutput>> KinesisService::describe_stream(Caller caller, DescribeStreamInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  const auto stream = co_await existing_stream(key);
  const auto& record = stream->record;
  const auto state = record.state(clock_.now());

  StreamDescription description{.stream_name = stream->key.name,
                                .stream_arn = stream->key.arn(),
                                .stream_status = std::string(status_text(state)),
                                .stream_mode_details = described(record.mode),
                                .retention_period_hours = record.retention_hours,
                                .stream_creation_timestamp = creation_timestamp(record),
                                .enhanced_monitoring = no_enhanced_monitoring(),
                                .encryption_type = std::string(encryption_type::none)};
  const auto count_max =
      static_cast<std::size_t>(std::min(in.limit.value_or(limits::describe_shards_max), limits::describe_shards_max));
  for (const auto& shard : visible_shards(record, state)) {
    if (in.exclusive_start_shard_id && shard_id(shard.number) <= *in.exclusive_start_shard_id) continue;
    if (description.shards.size() == count_max) {
      description.has_more_shards = true;
      break;
    }
    description.shards.push_back(described(shard));
  }
  co_return DescribeStreamOutput{.stream_description = std::move(description)};
}

}  // namespace penstock::kinesis
