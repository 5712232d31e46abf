// What UpdateTable asks of global indexes. Errors are AWS's. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// Of the index that an update is about.
const std::string& name_of(const GlobalSecondaryIndexUpdate& update);

// Whether each update says one thing, of one index, and no more than one index is created or deleted. Errors:
// ValidationException, LimitExceededException.
Status check_index_updates(const std::vector<GlobalSecondaryIndexUpdate>& updates);

// Errors: ValidationException, ResourceNotFoundException, LimitExceededException. The record may be half changed then.
// `table` is its name.
Status change_indexes(const UpdateTableInput& in, const std::string& table, TimePoint now, Millis transition,
                      TableRecord& record);

// A table that becomes provisioned needs throughput for every index. Error: ValidationException.
Status check_index_capacity(const TableRecord& before, const TableRecord& after);

// `what`: "the table", "the index orders".
std::string same_throughput_text(std::string_view what, const ProvisionedUnits& now,
                                 const ProvisionedThroughput& asked);

}  // namespace penstock::dynamodb
