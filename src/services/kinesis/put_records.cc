#include <array>
#include <vector>

#include "api/kinesis/errors.h"
#include "services/kinesis/partition.h"
#include "services/kinesis/service.h"
#include "services/kinesis/stored_record.h"
#include "services/kinesis/stream_name.h"
#include "services/kinesis/throughput.h"

namespace penstock::kinesis {
namespace {

Status check_sizes(const std::vector<PutRecordsRequestEntry>& records, std::size_t record_bytes_max) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& record = records[i];
    const auto size = record.data.size() + record.partition_key.size();
    if (size > record_bytes_max) {
      return check_record_size(record.data, record.partition_key, record_bytes_max,
                               "records." + std::to_string(i + 1) + ".member.data");
    }
    total += size;
  }
  if (total > limits::put_records_bytes_max) return errors::invalid_argument("Records size exceeds 10 MB limit");
  return ok();
}

// The whole request as one step of the log. Its parts point into each other and into the request: it stays where it is.
struct Plan {
  struct Step {
    std::array<char, StoredRecord::head_bytes> head;
    std::array<std::string_view, 3> pieces;
    std::size_t entry;  // its place in the request
    const StreamShard* shard;
  };
  std::vector<Step> steps;
  std::vector<Append> appends;
};

// Reads every key before anything is taken or written. Error: InvalidArgumentException for the request as a whole.
Result<std::vector<const StreamShard*>> shards_of(const std::vector<PutRecordsRequestEntry>& records,
                                                  const Stream& stream) {
  std::vector<const StreamShard*> shards;
  shards.reserve(records.size());
  for (const auto& record : records) {
    auto key = hash_key_of(record.partition_key, record.explicit_hash_key);
    if (!key) return std::move(key.error());
    shards.push_back(&shard_owning(stream.record.shards, *key));
  }
  return shards;
}

Plan plan_of(const std::vector<PutRecordsRequestEntry>& records, const std::vector<const StreamShard*>& shards,
             const Stream& stream, PutRecordsOutput& out) {
  Plan plan;
  plan.steps.reserve(records.size());
  plan.appends.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& record = records[i];
    const auto number = shards[i]->number;
    if (stream.throughput && !stream.throughput->take_write(number, record.data.size() + record.partition_key.size())) {
      out.records[i].error_code = "ProvisionedThroughputExceededException";
      out.records[i].error_message = rate_exceeded_text(stream.key, number);
      continue;
    }
    auto& step = plan.steps.emplace_back(
        Plan::Step{.head = StoredRecord::head(record.partition_key), .entry = i, .shard = shards[i]});
    step.pieces = {{{step.head.data(), step.head.size()}, record.partition_key, record.data}};
    plan.appends.push_back({.channel = number, .pieces = step.pieces});
  }
  return plan;
}

void report(const Plan& plan, const Result<std::vector<Appended>>& appended, PutRecordsOutput& out) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const auto& step = plan.steps[i];
    auto& entry = out.records[step.entry];
    if (!appended) {
      entry.error_code = "InternalFailure";
      entry.error_message = "Internal Service Failure";
      continue;
    }
    entry.shard_id = shard_id(step.shard->number);
    entry.sequence_number = step.shard->sequence_number((*appended)[i].offset, (*appended)[i].arrival).text();
  }
}

}  // namespace

// Appends all records in one durable step; each has its own result, in order.
Task<Result<PutRecordsOutput>> KinesisService::put_records(Caller caller, PutRecordsInput in) {
  const auto stream = co_await writable_stream(co_await named_stream(caller, in.stream_name, in.stream_arn));
  co_await check_sizes(in.records, stream->record.record_bytes_max());
  const auto shards = co_await shards_of(in.records, *stream);
  auto* log = co_await stream->opened_log();

  PutRecordsOutput out;
  out.records.resize(in.records.size());
  const auto plan = plan_of(in.records, shards, *stream, out);
  if (!plan.appends.empty()) report(plan, co_await as_result(log->append(plan.appends)), out);

  std::int32_t failed = 0;
  for (const auto& entry : out.records) failed += entry.error_code ? 1 : 0;
  out.failed_record_count = failed;
  co_return out;
}

}  // namespace penstock::kinesis
