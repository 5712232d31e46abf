#include "api/kinesis/errors.h"
#include "services/kinesis/partition.h"
#include "services/kinesis/service.h"
#include "services/kinesis/stored_record.h"
#include "services/kinesis/stream_name.h"
#include "services/kinesis/throughput.h"

namespace penstock::kinesis {
namespace {

// Records of a shard are in order whatever the client asks for; a number that no shard gave is refused all the same.
Status check_ordering(const std::optional<std::string>& minimum, StreamKeyView key, const Clock& clock) {
  if (!minimum) return ok();
  const auto number = SequenceNumber::parse(*minimum);
  if (number && number->time_s <= to_millis(clock.now()) / 1000) return ok();
  return errors::invalid_argument("ExclusiveMinimumSequenceNumber " + *minimum + " used in PutRecord on stream " +
                                  std::string(key.name) + " under account " + std::string(key.account) +
                                  " is invalid.");
}

}  // namespace

// Appends one record to the shard that owns its key; resumes once it is durable.
Task<Result<PutRecordOutput>> KinesisService::put_record(Caller caller, PutRecordInput in) {
  const auto stream = co_await writable_stream(co_await named_stream(caller, in.stream_name, in.stream_arn));
  co_await check_record_size(in.data, in.partition_key, stream->record.record_bytes_max());
  const auto hash_key = co_await hash_key_of(in.partition_key, in.explicit_hash_key);
  co_await check_ordering(in.sequence_number_for_ordering, stream->key, clock_);
  auto* log = co_await stream->opened_log();

  const auto& shard = shard_owning(stream->record.shards, hash_key);
  if (stream->throughput && !stream->throughput->take_write(shard.number, in.data.size() + in.partition_key.size())) {
    co_return rate_exceeded(stream->key, shard.number);
  }

  const auto head = StoredRecord::head(in.partition_key);
  const std::array<std::string_view, 3> pieces = {{{head.data(), head.size()}, in.partition_key, in.data}};
  const auto appended = co_await log->append_one({.channel = shard.number, .pieces = pieces});
  co_return PutRecordOutput{.shard_id = shard_id(shard.number),
                            .sequence_number = shard.sequence_number(appended.offset, appended.arrival).text()};
}

}  // namespace penstock::kinesis
