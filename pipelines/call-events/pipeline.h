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

// Runs until asked to stop, or until a part fails for good; the others then finish what they hold. With a producer and
// consumers, the consumers also keep what the producer has put. Answers the first failure.
Task<Status> run_pipeline(kinesis::KinesisClient& kinesis, s3::S3Client& s3, Flow flow, PipelineOptions options);

}  // namespace penstock::call_events
