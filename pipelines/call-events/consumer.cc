#include "pipelines/call-events/consumer.h"

#include <fmt/format.h>

#include "base/executor.h"
#include "pipelines/call-events/flow_events.h"
#include "pipelines/call-events/transform.h"

namespace penstock::call_events {
namespace {

constexpr Millis idle_wait{250};  // four reads a second: under Kinesis's five per shard
constexpr Millis retry_wait{500};
constexpr std::int32_t read_records_max = 1000;
constexpr Millis catch_up_wait{20};
constexpr int catch_up_reads_max = 500;  // other producers may go on for ever

bool retryable(const ApiError& error) {
  return error.status >= 500 || error.code == "ProvisionedThroughputExceededException" || error.code == "SlowDown";
}

// An iterator to go on with after a sequence number, or at the starting position.
Task<Result<std::string>> iterator_at(kinesis::KinesisClient& kinesis, std::string shard_id, ConsumerOptions options,
                                      std::optional<std::string> after) {
  kinesis::GetShardIteratorInput input{.stream_name = options.stream, .shard_id = shard_id};
  input.shard_iterator_type = after ? "AFTER_SEQUENCE_NUMBER" : options.starting_position;
  input.starting_sequence_number = after;
  if (!after) input.timestamp = options.starting_time;
  auto output = co_await kinesis.get_shard_iterator(std::move(input));
  if (!output.shard_iterator) co_return error::internal("GetShardIterator gave no iterator");
  co_return std::move(*output.shard_iterator);
}

// Keeps one record; false when it is time to stop before it could be kept.
Task<Result<bool>> keep(s3::S3Client& s3, Flow flow, std::string shard_id, kinesis::Record record,
                        ConsumerOptions options) {
  auto transformed = with_integer_user_id(record.data);
  if (!transformed) {
    ++flow.counts.refused;
    flow.log.write(EventRefused{shard_id, record.sequence_number, transformed.error().message});
    co_return true;
  }
  const auto key = fmt::format("{}{}-{}.json", options.prefix, shard_id, record.sequence_number);
  for (;;) {
    s3::PutObjectInput input{.bucket = options.bucket, .key = key};
    input.content_type = "application/json";
    input.body = BodyStream{std::make_unique<StringBody>(*transformed), transformed->size()};
    auto put = co_await as_result(s3.put_object(std::move(input)));
    if (put) break;
    flow.counts.last_error = put.error().code;
    if (!retryable(put.error())) co_return put.error();
    if (!co_await flow.pace.wait(retry_wait)) co_return false;
  }
  ++flow.counts.objects;
  ++flow.counts.shards[shard_id].objects;
  flow.log.write(ObjectKept{options.bucket, key});
  co_return true;
}

}  // namespace

Task<Status> ensure_bucket(s3::S3Client& s3, Flow flow, std::string bucket, std::string region) {
  auto head = co_await as_result(s3.head_bucket({.bucket = bucket}));
  if (head) co_return ok();
  if (head.error().status != 404) co_return head.error();
  s3::CreateBucketInput input{.bucket = bucket};
  if (region != "us-east-1") input.create_bucket_configuration.emplace().location_constraint = region;
  auto created = co_await as_result(s3.create_bucket(std::move(input)));
  if (!created && created.error().code != "BucketAlreadyOwnedByYou") co_return created.error();
  flow.log.write(BucketReady{bucket});
  co_return ok();
}

Task<Status> consume_shard(kinesis::KinesisClient& kinesis, s3::S3Client& s3, Flow flow, std::string shard_id,
                           ConsumerOptions options) {
  std::optional<std::string> last;
  std::optional<std::string> iterator;
  for (int reads_after_stop = 0; reads_after_stop < catch_up_reads_max;) {
    if (flow.pace.stopping()) {
      if (options.at_stop == AtStop::end) break;
      if (reads_after_stop++ > 0) co_await sleep_for(catch_up_wait);
    }
    const bool nothing_more_comes = flow.pace.stopping() && !flow.counts.producing;
    if (!iterator) iterator = co_await iterator_at(kinesis, shard_id, options, last);
    auto read = co_await as_result(kinesis.get_records({.shard_iterator = *iterator, .limit = read_records_max}));
    if (!read && read.error().code == "ExpiredIteratorException") {
      iterator.reset();
      continue;
    }
    if (!read) {
      flow.counts.last_error = read.error().code;
      if (!retryable(read.error())) co_return read.error();
      co_await flow.pace.wait(retry_wait);
      continue;
    }
    auto& shard = flow.counts.shards[shard_id];
    shard.behind_ms = read->millis_behind_latest.value_or(0);
    for (auto& record : read->records) {
      ++shard.read;
      auto sequence_number = record.sequence_number;
      if (!co_await keep(s3, flow, shard_id, std::move(record), options)) co_return ok();
      last = std::move(sequence_number);
    }
    if (!read->next_shard_iterator) {
      flow.log.write(ShardEnded{shard_id});
      break;
    }
    iterator = std::move(read->next_shard_iterator);
    const bool at_tip = shard.behind_ms == 0;
    if (at_tip && nothing_more_comes) break;
    if (at_tip) co_await flow.pace.wait(idle_wait);
  }
  co_return ok();
}

}  // namespace penstock::call_events
