// Describes the stream, creates it when it is missing, and waits until it is ACTIVE. Producers create it, consumers
// wait.
#pragma once

#include <cstdint>
#include <string>

#include "api/kinesis/client.h"
#include "pipelines/call-events/flow.h"

namespace penstock::call_events {

struct StreamOptions {
  std::string name = "AForB_callevents";
  std::int32_t shards = 4;
};

// The ids of the stream's shards, in order. Errors: Kinesis's own; "StreamNotActive" when it does not become ACTIVE
// within 2 minutes, or when asked to stop.
Task<Result<std::vector<std::string>>> ensure_stream(kinesis::KinesisClient& kinesis, Flow flow, StreamOptions options);
// The same for who only reads: a missing stream is waited for. Error, too: ResourceNotFoundException after those 2
// minutes.
Task<Result<std::vector<std::string>>> await_stream(kinesis::KinesisClient& kinesis, Flow flow, StreamOptions options);

}  // namespace penstock::call_events
