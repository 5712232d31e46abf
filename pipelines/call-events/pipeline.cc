#include "pipelines/call-events/pipeline.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/task_scope.h"
#include "pipelines/call-events/flow_events.h"

namespace penstock::call_events {
namespace {

// Runs one part; its failure asks the others to stop.
Task<void> run_part(std::string name, Task<Status> part, Flow flow, Status& outcome) {
  auto status = co_await std::move(part);
  if (status) co_return;
  flow.log.write(PartFailed{name, status.error().code, status.error().message});
  flow.counts.last_error = status.error().code;
  if (outcome) outcome = std::move(status);
  flow.pace.stop();
}

Task<Status> produce_and_tell(kinesis::KinesisClient& kinesis, Flow flow, ProducerOptions options) {
  auto outcome = co_await as_result(produce(kinesis, flow, std::move(options)));
  flow.counts.producing = false;
  co_return outcome;
}

}  // namespace

Task<Status> run_pipeline(Clients clients, Flow flow, PipelineOptions options) {
  auto shards = options.part == Part::consumer ? co_await await_stream(clients.consumer, flow, options.stream)
                                               : co_await ensure_stream(clients.producer, flow, options.stream);
  for (const auto& shard : shards) flow.counts.shards[shard];
  if (options.only_shard) {
    if (std::ranges::find(shards, *options.only_shard) == shards.end()) {
      co_return ApiError{400, "NoSuchShard",
                         fmt::format("Stream {} has no shard {}", options.stream.name, *options.only_shard)};
    }
    shards = {*options.only_shard};
  }
  if (options.part != Part::producer) {
    co_await ensure_bucket(clients.consumer_s3, flow, options.consumer.bucket, options.consumer.region);
  }

  Status outcome;
  TaskScope scope;
  if (options.part != Part::consumer) {
    flow.counts.producing = true;
    options.consumer.at_stop = AtStop::catch_up;
    scope.spawn(run_part("producer", produce_and_tell(clients.producer, flow, options.producer), flow, outcome));
  }
  if (options.part != Part::producer) {
    for (const auto& shard : shards) {
      scope.spawn(run_part(shard, consume_shard(clients.consumer, clients.consumer_s3, flow, shard, options.consumer),
                           flow, outcome));
    }
  }
  co_await scope.drain();
  co_return outcome;
}

}  // namespace penstock::call_events
