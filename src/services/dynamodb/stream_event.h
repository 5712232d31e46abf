// A change record as consumers get it: of the Streams API, and of a Kinesis stream. Pure.
#pragma once

#include <string>
#include <string_view>

#include "services/dynamodb/change_record.h"
#include "services/dynamodb/table_catalog.h"

namespace penstock::dynamodb {

// "INSERT", "MODIFY", "REMOVE".
std::string_view event_name(ChangeKind kind);
// 32 hexadecimal digits that belong to this record alone.
std::string event_id(const TableRecord& table, const StreamRecord& stream, StreamPosition position);
// Keys and images together, as AWS counts them.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
std::size_t size_of(const ChangeRecord& change);

inline constexpr std::string_view time_to_live_principal = "dynamodb.amazonaws.com";
inline constexpr std::string_view time_to_live_type = "Service";

}  // namespace penstock::dynamodb
