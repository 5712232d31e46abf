// Reads shards, turns user.user_id into an integer, and keeps one JSON object per record in a bucket.
#pragma once

#include <optional>

#include "api/kinesis/client.h"
#include "api/s3/client.h"
#include "pipelines/call-events/flow.h"

namespace penstock::call_events {

enum class AtStop {
  end,       // what was read is kept
  catch_up,  // what this program's producer put is read and kept too
};

struct ConsumerOptions {
  std::string stream = "AForB_callevents";
  std::string bucket = "aforb-consumer-data";
  std::string prefix = "mandir-event-records/";
  std::string region = "eu-north-1";
  std::string starting_position = "TRIM_HORIZON";  // LATEST, or AT_TIMESTAMP with a time
  std::optional<TimePoint> starting_time;
  AtStop at_stop = AtStop::end;
};

// Creates the bucket when it is missing.
Task<Status> ensure_bucket(s3::S3Client& s3, Flow flow, std::string bucket, std::string region);

// Consumes one shard until asked to stop or the shard ends. An object's key is the
// prefix, the shard and the sequence number, so that a record that is read twice is the same object. An event that
// cannot be transformed is logged, counted and passed over.
Task<Status> consume_shard(kinesis::KinesisClient& kinesis, s3::S3Client& s3, Flow flow, std::string shard_id,
                           ConsumerOptions options);

}  // namespace penstock::call_events
