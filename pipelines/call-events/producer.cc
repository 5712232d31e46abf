#include "pipelines/call-events/producer.h"

#include <algorithm>
#include <cmath>

#include "pipelines/call-events/flow_events.h"

namespace penstock::call_events {
namespace {

constexpr double single_put_rate_max = 20;  // records per second
constexpr Millis batch_interval{50};
constexpr std::size_t batch_records_max = 500;  // PutRecords' own bound
constexpr Millis retry_wait{500};

void acknowledged(FlowCounts& counts, const std::string& shard_id) {
  ++counts.put;
  ++counts.shards[shard_id].put;
  counts.last_error.clear();
}

bool retryable(const ApiError& error) {
  return error.status >= 500 || error.code == "ProvisionedThroughputExceededException" ||
         error.code == "ThrottlingException" || error.code == "LimitExceededException";
}

Task<Status> put_one(kinesis::KinesisClient& kinesis, Flow flow, std::string stream, CallEvent event) {
  for (;;) {
    auto put = co_await as_result(
        kinesis.put_record({.stream_name = stream, .data = event.json, .partition_key = event.partition_key}));
    if (put) {
      acknowledged(flow.counts, put->shard_id);
      flow.log.write(RecordPut{put->shard_id, put->sequence_number});
      co_return ok();
    }
    flow.counts.last_error = put.error().code;
    if (!retryable(put.error())) co_return put.error();
    flow.log.write(Retrying{"PutRecord", put.error().code});
    if (!co_await flow.pace.wait(retry_wait)) co_return ok();
  }
}

// Puts a batch; what failed comes back, in order.
Task<Result<std::vector<kinesis::PutRecordsRequestEntry>>> put_batch(
    kinesis::KinesisClient& kinesis, Flow flow, std::string stream,
    std::vector<kinesis::PutRecordsRequestEntry> batch) {
  auto answer = co_await as_result(kinesis.put_records({.records = batch, .stream_name = stream}));
  if (!answer) {
    flow.counts.last_error = answer.error().code;
    if (!retryable(answer.error())) co_return answer.error();
    co_return batch;
  }
  std::vector<kinesis::PutRecordsRequestEntry> failed;
  for (std::size_t i = 0; i < batch.size() && i < answer->records.size(); ++i) {
    const auto& result = answer->records[i];
    if (result.error_code) {
      flow.counts.last_error = *result.error_code;
      failed.push_back(std::move(batch[i]));
    } else {
      acknowledged(flow.counts, result.shard_id.value_or(""));
    }
  }
  co_return failed;
}

Task<Status> put_all(kinesis::KinesisClient& kinesis, Flow flow, std::string stream,
                     std::vector<kinesis::PutRecordsRequestEntry> batch) {
  while (!batch.empty()) {
    batch = co_await put_batch(kinesis, flow, stream, std::move(batch));
    if (batch.empty()) break;
    flow.log.write(Retrying{"PutRecords", flow.counts.last_error, batch.size()});
    if (!co_await flow.pace.wait(retry_wait)) break;
  }
  co_return ok();
}

}  // namespace

Task<Status> produce(kinesis::KinesisClient& kinesis, Flow flow, ProducerOptions options) {
  CallEventGenerator generator(options.seed);
  const bool single = options.records_per_second <= single_put_rate_max;
  const auto interval =
      single ? Millis(static_cast<std::int64_t>(std::ceil(1000 / options.records_per_second))) : batch_interval;
  const auto start = flow.clock.steady();
  std::uint64_t made = 0;
  while (!flow.pace.stopping() && (options.records_max == 0 || made < options.records_max)) {
    const auto elapsed = std::chrono::duration<double>(flow.clock.steady() - start).count();
    auto due = static_cast<std::uint64_t>(elapsed * options.records_per_second) + 1;
    if (options.records_max) due = std::min(due, options.records_max);
    if (single && made < due) {
      ++made;
      co_await put_one(kinesis, flow, options.stream, generator.next(flow.clock.now()));
    }
    while (!single && made < due && !flow.pace.stopping()) {
      std::vector<kinesis::PutRecordsRequestEntry> batch;
      for (; made < due && batch.size() < batch_records_max; ++made) {
        auto event = generator.next(flow.clock.now());
        batch.push_back({.data = std::move(event.json), .partition_key = std::move(event.partition_key)});
      }
      co_await put_all(kinesis, flow, options.stream, std::move(batch));
    }
    if (made < due) continue;  // behind: no wait
    if (options.records_max && made >= options.records_max) break;
    if (!co_await flow.pace.wait(interval)) break;
  }
  co_return ok();
}

}  // namespace penstock::call_events
