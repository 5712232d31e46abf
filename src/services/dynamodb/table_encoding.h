// A table's description as bytes (docs/formats/dynamodb.md). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

std::string encode(const TableRecord& record);
// Absent when the value is damaged or was written by a later version.
std::optional<TableRecord> decode_table(std::string_view value);

}  // namespace penstock::dynamodb
