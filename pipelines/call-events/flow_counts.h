// What has flowed so far, for the live line and the tests. One executor's thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/time.h"

namespace penstock::call_events {

struct FlowCounts {
  struct Shard {
    std::uint64_t put = 0;
    std::uint64_t read = 0;
    std::uint64_t objects = 0;
    std::int64_t behind_ms = 0;
  };
  std::map<std::string, Shard> shards;  // by shard id
  bool producing = false;               // this program's producer has not ended
  std::uint64_t put = 0;
  std::uint64_t objects = 0;
  std::uint64_t refused = 0;  // events that could not be transformed
  std::string last_error;     // what the producer or a consumer last met; empty when all is well

  // "put 120 · shards 31 29 30 30 · objects 118"
  std::string line() const;
};

}  // namespace penstock::call_events
