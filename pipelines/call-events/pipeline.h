// The whole flow: stream and bucket, one producer, and a consumer for one shard or for each.
#pragma once

#include <optional>

#include "pipelines/call-events/consumer.h"
#include "pipelines/call-events/producer.h"

namespace penstock::call_events {

enum class Part { producer, consumer, both };

struct PipelineOptions {
  Part part = Part::both;
  StreamOptions stream;
  ProducerOptions producer;
  ConsumerOptions consumer;
  std::optional<std::string> only_shard;  // "shardId-000000000002"; absent: every shard
};

// Each part asks through clients of its own, so that it may be a user of its own (access.h). They outlive the run.
struct Clients {
  kinesis::KinesisClient& producer;
  kinesis::KinesisClient& consumer;
  s3::S3Client& consumer_s3;
};

// Runs until asked to stop, or until a part fails for good; the others then finish what they hold. With a producer and
// consumers, the consumers also keep what the producer has put. Answers the first failure.
Task<Status> run_pipeline(Clients clients, Flow flow, PipelineOptions options);

}  // namespace penstock::call_events
