#include "api/kinesis/errors.h"
#include "services/kinesis/service.h"
#include "services/kinesis/shard_iterator.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {
namespace {

ApiError wrong_parameters(std::string_view type, std::string_view what) {
  return errors::invalid_argument(
      "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) "
      "TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified " +
      std::string(type) + " and " + std::string(what) + " StartingSequenceNumber.");
}

// The number, if it came from this shard.
Result<SequenceNumber> own_number(const std::string& text, const Stream& stream, const StreamShard& shard) {
  const auto used = "StartingSequenceNumber " + text + " used in GetShardIterator on shard " + shard_id(shard.number) +
                    " in stream " + stream.key.name + " under account " + stream.key.account + " is invalid";
  const auto number = SequenceNumber::parse(text);
  if (!number) return errors::invalid_argument(used + ".");
  if (number->shard != shard.number) {
    return errors::invalid_argument("Invalid StartingSequenceNumber. It encodes " + shard_id(number->shard) +
                                    ", while it was used in a call to a shard with " + shard_id(shard.number));
  }
  if (number->version != 2 || number->created_s != shard.created_s) {
    return errors::invalid_argument(used + " because it did not come from this stream.");
  }
  return *number;
}

Status check_timestamp(const std::optional<TimePoint>& timestamp, TimePoint now) {
  if (!timestamp) {
    return errors::invalid_argument(
        "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp "
        "parameter.");
  }
  if (*timestamp > now) {
    return errors::invalid_argument(
        "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: " +
        std::to_string(to_millis(*timestamp)) + ", currentTimestampInMillis: " + std::to_string(to_millis(now)));
  }
  return ok();
}

// Every type but AT_TIMESTAMP.
Result<Offset> position_of(const GetShardIteratorInput& in, const Stream& stream, const StreamShard& shard) {
  const auto& type = in.shard_iterator_type;
  if (type == shard_iterator_type::trim_horizon) return Offset{0};
  if (type == shard_iterator_type::latest) {
    auto log = stream.opened_log();
    if (!log) return std::move(log.error());
    return (*log)->bounds(shard.number).end;
  }
  if (!in.starting_sequence_number) return wrong_parameters(type, "no");
  auto number = own_number(*in.starting_sequence_number, stream, shard);
  if (!number) return std::move(number.error());
  return type == shard_iterator_type::at_sequence_number ? number->at() : number->after();
}

bool takes_sequence_number(std::string_view type) {
  return type == shard_iterator_type::at_sequence_number || type == shard_iterator_type::after_sequence_number;
}

}  // namespace

Task<Result<GetShardIteratorOutput>> KinesisService::get_shard_iterator(Caller caller, GetShardIteratorInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  const auto number = parse_shard_id(in.shard_id);
  if (!number) co_return shard_not_found(key, in.shard_id);
  const auto [stream, shard] = co_await readable_shard(key, *number);
  if (in.starting_sequence_number && !takes_sequence_number(in.shard_iterator_type)) {
    co_return wrong_parameters(in.shard_iterator_type, "also a");
  }

  const auto now = clock_.now();
  Offset position = 0;
  if (in.shard_iterator_type == shard_iterator_type::at_timestamp) {
    co_await check_timestamp(in.timestamp, now);
    auto* log = co_await stream->opened_log();
    position = co_await log->find(shard.number, *in.timestamp);
  } else {
    position = co_await position_of(in, *stream, shard);
  }
  const ShardIterator iterator{
      .made = now, .stream = stream->record.id, .shard = shard.number, .position = position, .key = stream->key};
  co_return GetShardIteratorOutput{.shard_iterator = iterator.text(*sealer_)};
}

}  // namespace penstock::kinesis
