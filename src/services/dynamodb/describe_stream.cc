#include <algorithm>

#include "services/dynamodb/limits.h"
#include "services/dynamodb/stream_shards.h"
#include "services/dynamodb/streams_service.h"

namespace penstock::dynamodb {
namespace {

using dynamodbstreams::Shard;

std::string_view status_of(const StreamRecord& stream, TimePoint now, Millis transition) {
  namespace status = dynamodbstreams::stream_status;
  if (stream.ended) return now - *stream.ended < transition ? status::disabling : status::disabled;
  return now - stream.created < transition ? status::enabling : status::enabled;
}

std::vector<dynamodbstreams::KeySchemaElement> key_schema(const KeySchema& keys) {
  std::vector<dynamodbstreams::KeySchemaElement> elements;
  for (const auto& attribute : keys.hash)
    elements.push_back({attribute.name, std::string(dynamodbstreams::key_type::hash)});
  for (const auto& attribute : keys.range) {
    elements.push_back({attribute.name, std::string(dynamodbstreams::key_type::range)});
  }
  return elements;
}

// A shard that is open has no last number.
Shard described(const StreamSnapshot& stream, std::uint64_t shard, const ChangeStream::Reach& reach) {
  const auto arn = stream.arn();
  Shard described{.shard_id = stream_shard_id(arn, stream.record, shard),
                  .sequence_number_range = dynamodbstreams::SequenceNumberRange{
                      .starting_sequence_number = sequence_number(first_position(shard))}};
  if (shard > 0) described.parent_shard_id = stream_shard_id(arn, stream.record, shard - 1);
  if (shard < shard_of(reach.next)) {
    described.sequence_number_range->ending_sequence_number = sequence_number(first_position(shard + 1) - 1);
  } else if (reach.closed) {
    described.sequence_number_range->ending_sequence_number =
        sequence_number(std::max(reach.next, first_position(shard) + 1) - 1);
  }
  return described;
}

}  // namespace

Task<Result<dynamodbstreams::DescribeStreamOutput>> StreamsService::describe_stream(
    Caller caller, dynamodbstreams::DescribeStreamInput in) {
  const auto stream = co_await existing_stream(caller, in.stream_arn);
  const auto now = clock_.now();
  const auto arn = stream.arn();
  const auto reach = stream.stream->reach(now);
  auto first = stream.record.first_shard(now);
  auto last = shard_of(reach.next);
  if (in.shard_filter && in.shard_filter->type == dynamodbstreams::shard_filter_type::child_shards) {
    if (!in.shard_filter->shard_id) {
      co_return error::validation("One or more parameter values were invalid: ShardId is required for CHILD_SHARDS");
    }
    const auto parent = parse_stream_shard_id(*in.shard_filter->shard_id, arn, stream.record);
    if (!parent) co_return error::validation("Invalid ShardId");
    first = std::max(first, *parent + 1);
    last = std::min(last, *parent + 1);
  }
  if (in.exclusive_start_shard_id) {
    const auto after = parse_stream_shard_id(*in.exclusive_start_shard_id, arn, stream.record);
    if (!after) co_return error::validation("Invalid ShardId");
    first = std::max(first, *after + 1);
  }
  dynamodbstreams::StreamDescription description{
      .stream_arn = arn,
      .stream_label = stream.record.label(),
      .stream_status = std::string(status_of(stream.record, now, transition_)),
      .stream_view_type = std::string(name_of(stream.record.view)),
      .creation_request_date_time = stream.record.created,
      .table_name = stream.table->key.name,
      .key_schema = key_schema(stream.table->record.keys),
      .shards = std::vector<Shard>()};
  const auto count_max = static_cast<std::size_t>(in.limit.value_or(limits::describe_stream_default));
  for (auto shard = first; shard <= last; ++shard) {
    if (description.shards->size() == count_max) {
      description.last_evaluated_shard_id = description.shards->back().shard_id;
      break;
    }
    description.shards->push_back(described(stream, shard, reach));
  }
  co_return dynamodbstreams::DescribeStreamOutput{.stream_description = std::move(description)};
}

}  // namespace penstock::dynamodb
