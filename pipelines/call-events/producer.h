// Puts call events into the stream at a steady rate, until asked to stop.
#pragma once

#include "pipelines/call-events/call_event.h"
#include "pipelines/call-events/stream_manager.h"

namespace penstock::call_events {

struct ProducerOptions {
  std::string stream = "AForB_callevents";
  double records_per_second = 1;
  std::uint64_t records_max = 0;  // 0: until asked to stop
  std::uint64_t seed = 1;
};

// Single puts at up to 20 records a second; above, the records that are due go together in PutRecords, and what a batch
// answers with an error code is put again. Ends when asked to stop, with every record that it took acknowledged or
// counted in last_error. Errors: those that no retry cures (AccessDeniedException, ResourceNotFoundException …).
Task<Status> produce(kinesis::KinesisClient& kinesis, Flow flow, ProducerOptions options);

}  // namespace penstock::call_events
