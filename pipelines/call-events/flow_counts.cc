#include "pipelines/call-events/flow_counts.h"

#include <fmt/format.h>

namespace penstock::call_events {

std::string FlowCounts::line() const {
  auto line = fmt::format("put {} · shards", put);
  for (const auto& [id, shard] : shards) line += fmt::format(" {}", std::max(shard.put, shard.read));
  line += fmt::format(" · objects {}", objects);
  if (refused) line += fmt::format(" · refused {}", refused);
  if (!last_error.empty()) line += fmt::format(" · {}", last_error);
  return line;
}

}  // namespace penstock::call_events
