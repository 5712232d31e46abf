// A stream as its readers see it: shards that follow each other, ids and sequence numbers in AWS's form. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/dynamodb/change_stream.h"

namespace penstock::dynamodb {

// "300000000000000000017": 21 digits that order as positions do.
std::string sequence_number(StreamPosition position);
std::optional<StreamPosition> parse_sequence_number(std::string_view text);

// "shardId-00000001699999999999-1a2b3c4d": when the shard began, and a part that differs between streams.
std::string stream_shard_id(std::string_view stream_arn, const StreamRecord& stream, std::uint64_t shard);
// The shard with that id, whether or not it is there any more or already. Nothing for another text.
std::optional<std::uint64_t> parse_stream_shard_id(std::string_view text, std::string_view stream_arn,
                                                   const StreamRecord& stream);

// "arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL" in its parts; views into it.
struct StreamArnParts {
  std::string_view account, region, table, label;
};
std::optional<StreamArnParts> parse_stream_arn(std::string_view arn);

}  // namespace penstock::dynamodb
