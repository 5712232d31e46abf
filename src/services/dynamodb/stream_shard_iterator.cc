// GetShardIterator.
#include "api/dynamodbstreams/errors.h"
#include "services/dynamodb/stream_iterator.h"
#include "services/dynamodb/stream_shards.h"
#include "services/dynamodb/streams_service.h"

namespace penstock::dynamodb {
namespace {

namespace errors = dynamodbstreams::errors;
namespace types = dynamodbstreams::shard_iterator_type;

// Every type but TRIM_HORIZON.
Result<StreamPosition> position_of(const dynamodbstreams::GetShardIteratorInput& in, const StreamSnapshot& stream,
                                   std::uint64_t shard, const ChangeStream::Reach& reach) {
  const auto end = first_position(shard + 1);
  if (in.shard_iterator_type == types::latest) return std::min(reach.visible_end, end);
  if (!in.sequence_number) {
    return error::validation("SequenceNumber is required for ShardIteratorType " + in.shard_iterator_type);
  }
  const auto position = parse_sequence_number(*in.sequence_number);
  if (!position || *position < first_position(shard) || *position >= std::max(reach.next, first_position(shard) + 1) ||
      *position >= end) {
    return error::validation("Invalid SequenceNumber: " + *in.sequence_number + " is not in shard " + in.shard_id);
  }
  if (*position < stream.stream->trimmed_to()) {
    return errors::trimmed_data_access("The data you are trying to access has been trimmed");
  }
  return in.shard_iterator_type == types::at_sequence_number ? *position : *position + 1;
}

}  // namespace

Task<Result<dynamodbstreams::GetShardIteratorOutput>> StreamsService::get_shard_iterator(
    Caller caller, dynamodbstreams::GetShardIteratorInput in) {
  const auto stream = co_await existing_stream(caller, in.stream_arn);
  const auto now = clock_.now();
  const auto reach = stream.stream->reach(now);
  const auto shard = parse_stream_shard_id(in.shard_id, in.stream_arn, stream.record);
  if (!shard || *shard > shard_of(reach.next) || *shard < stream.record.first_shard(now)) {
    co_return errors::resource_not_found("Requested resource not found: Shard: " + in.shard_id +
                                         " in Stream: " + in.stream_arn + " not found");
  }
  auto position = first_position(*shard);
  if (in.shard_iterator_type != types::trim_horizon) position = co_await position_of(in, stream, *shard, reach);
  const StreamIterator iterator{.made = now, .stream_arn = in.stream_arn, .shard = *shard, .position = position};
  co_return dynamodbstreams::GetShardIteratorOutput{.shard_iterator = iterator.text(*sealer_)};
}

}  // namespace penstock::dynamodb
