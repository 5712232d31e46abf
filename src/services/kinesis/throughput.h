// What each shard of a stream may still write and read in this second, with `--limits aws`. Any thread.
// https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "base/api_error.h"
#include "io/clock.h"
#include "services/kinesis/stream.h"

namespace penstock::kinesis {

class Throughput {
 public:
  explicit Throughput(Clock& clock) : clock_(clock) {}

  // Takes one record of that size from the shard's second; false, and nothing taken, when it does not fit. One that is
  // larger than a second's bytes takes what the shard has saved up, as all others do.
  bool take_write(std::uint32_t shard, std::size_t bytes);
  // Takes one read transaction; false when five were made, or more was read than has been earned since.
  bool take_read(std::uint32_t shard);
  // Says what the read gave. It may go below zero: on AWS 10 MB at once are followed by refusals.
  void give_read(std::uint32_t shard, std::size_t bytes);

 private:
  struct Shard {
    double write_bytes;
    double write_burst;
    double write_records;
    double read_bytes;
    double reads;
    std::chrono::nanoseconds filled_at;
  };
  Shard& filled(std::uint32_t shard);

  Clock& clock_;
  std::mutex mutex_;
  std::vector<Shard> shards_;
};

// AWS's ProvisionedThroughputExceededException.
ApiError rate_exceeded(StreamKeyView key, std::uint32_t shard);
std::string rate_exceeded_text(StreamKeyView key, std::uint32_t shard);

}  // namespace penstock::kinesis
