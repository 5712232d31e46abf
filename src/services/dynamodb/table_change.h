// What UpdateTable asks for: which changes go together, and the record that they lead to. Errors are AWS's, in its
// order. Pure.
#pragma once

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// Whether something is asked for, and no two things that exclude each other. Errors: ValidationException,
// LimitExceededException; 501 for replicas.
Status check_combination(const UpdateTableInput& in);

// The table with all that is asked for. New indexes are not filled; `transition` is how long UPDATING lasts. Errors:
// ValidationException, ResourceNotFoundException, LimitExceededException.
Result<TableRecord> changed_table(const Table& table, const UpdateTableInput& in, TimePoint now, Millis transition);

}  // namespace penstock::dynamodb
