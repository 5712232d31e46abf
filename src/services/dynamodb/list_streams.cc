#include <algorithm>

#include "services/dynamodb/limits.h"
#include "services/dynamodb/stream_shards.h"
#include "services/dynamodb/streams_service.h"

namespace penstock::dynamodb {

// In the order of tables' names, and of a table in the order of age.
Task<Result<dynamodbstreams::ListStreamsOutput>> StreamsService::list_streams(Caller caller,
                                                                              dynamodbstreams::ListStreamsInput in) {
  const auto count_max = static_cast<std::size_t>(in.limit.value_or(limits::list_streams_default));
  auto found = catalog_.streams(caller.account, caller.region);
  if (in.table_name) {
    std::erase_if(found, [&](const StreamSnapshot& stream) { return stream.table->key.name != *in.table_name; });
  }
  if (in.exclusive_start_stream_arn) {
    const auto start = parse_stream_arn(*in.exclusive_start_stream_arn);
    if (!start) co_return error::validation("Invalid StreamArn");
    // Labels order as times do.
    const std::pair after(std::string(start->table), std::string(start->label));
    std::erase_if(found, [&](const StreamSnapshot& stream) {
      return std::pair(stream.table->key.name, stream.record.label()) <= after;
    });
  }
  dynamodbstreams::ListStreamsOutput out{.streams = std::vector<dynamodbstreams::Stream>()};
  for (const auto& stream : found) {
    if (out.streams->size() == count_max) {
      out.last_evaluated_stream_arn = out.streams->back().stream_arn;
      break;
    }
    out.streams->push_back(
        {.stream_arn = stream.arn(), .table_name = stream.table->key.name, .stream_label = stream.record.label()});
  }
  co_return out;
}

}  // namespace penstock::dynamodb
