#include <algorithm>

#include "api/kinesis/errors.h"
#include "services/kinesis/service.h"
#include "services/kinesis/shard_iterator.h"
#include "services/kinesis/stored_record.h"
#include "services/kinesis/throughput.h"

namespace penstock::kinesis {
namespace {

// How far behind the present the reader is: the age of the last record that it was given, and 0 at the tip.
std::int64_t millis_behind(const LogBatch& batch, Offset next, TimePoint now) {
  if (next >= batch.end || batch.records.empty()) return 0;
  return std::max<std::int64_t>(1, (now - batch.records.back().arrival).count());
}

ApiError damaged_record(const Stream& stream, const SequenceNumber& number) {
  return error::internal("Record " + number.text() + " of stream " + stream.key.name +
                         " was written by a later version or is damaged; run `penstock doctor`.");
}

// One copy of each record's bytes: from the batch into the answer.
Result<std::vector<Record>> records_of(const LogBatch& batch, const Stream& stream, const StreamShard& shard,
                                       TimePoint horizon) {
  std::vector<Record> records;
  records.reserve(batch.records.size());
  for (const auto& stored : batch.records) {
    if (stored.arrival < horizon) continue;
    const auto number = shard.sequence_number(stored.offset, stored.arrival);
    const auto parsed = StoredRecord::parse(stored.payload);
    if (!parsed) return damaged_record(stream, number);
    records.push_back({.sequence_number = number.text(),
                       .approximate_arrival_timestamp = stored.arrival,
                       .data = std::string(parsed->data),
                       .partition_key = std::string(parsed->partition_key)});
  }
  return records;
}

}  // namespace

// A batch that is older than the retention as a whole makes room at once: then what is retained is read.
Task<Result<LogBatch>> KinesisService::read_retained(StreamSnapshot stream, Channel shard, Offset from,
                                                     ReadLimits limits) {
  auto* log = co_await stream->opened_log();
  auto batch = co_await log->read(shard, from, limits);
  const auto horizon = stream->record.horizon(clock_.now());
  if (batch.records.empty() || batch.records.back().arrival >= horizon) co_return batch;
  const auto retained = co_await log->find(shard, horizon);
  co_return co_await as_result(log->read(shard, std::max(retained, batch.next), limits));
}

Task<Result<GetRecordsOutput>> KinesisService::get_records(Caller caller, GetRecordsInput in) {
  const auto now = clock_.now();
  auto iterator = co_await ShardIterator::parse(*sealer_, in.shard_iterator, now);
  if (iterator.key.region != caller.region || (in.stream_arn && *in.stream_arn != iterator.key.arn())) {
    co_return invalid_shard_iterator();
  }

  const auto [stream, shard] = co_await readable_shard(iterator.key, iterator.shard);
  if (stream->throughput && !stream->throughput->take_read(shard.number)) {
    co_return rate_exceeded(stream->key, shard.number);
  }
  // An iterator of an earlier stream of this name reads the new one from its start, as on AWS.
  const Offset from = iterator.stream == stream->record.id ? iterator.position : 0;
  const ReadLimits limits{.records_max = static_cast<std::size_t>(in.limit.value_or(limits::get_records_max)),
                          .bytes_max = limits::get_records_bytes_max};
  auto batch = co_await as_result(read_retained(stream, shard.number, from, limits));
  if (!batch) {
    // The stream may have been removed under the read.
    if (!catalog_.find(iterator.key)) co_return shard_does_not_exist(iterator.key, iterator.shard);
    co_return std::move(batch.error());
  }

  GetRecordsOutput out;
  out.records = co_await records_of(*batch, *stream, shard, stream->record.horizon(now));
  const Offset next = std::max(from, batch->next);
  out.millis_behind_latest = millis_behind(*batch, next, now);
  iterator.made = now;
  iterator.stream = stream->record.id;
  iterator.position = next;
  out.next_shard_iterator = iterator.text(*sealer_);
  if (stream->throughput) {
    std::size_t bytes = 0;
    for (const auto& record : out.records) bytes += record.data.size() + record.partition_key.size();
    stream->throughput->give_read(shard.number, bytes);
  }
  co_return out;
}

}  // namespace penstock::kinesis
