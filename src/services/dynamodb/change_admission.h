// Which changes of a table AWS takes while another one is under way: it decides per change, not per state. Pure.
#pragma once

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// Whether the table may be changed so now. Errors: ResourceInUseException, LimitExceededException.
Status check_may_change(const Table& table, const UpdateTableInput& in, TimePoint now);
// Whether nothing is under way that a deletion would disturb. Error: ResourceInUseException.
Status check_may_delete(const Table& table, TimePoint now);

}  // namespace penstock::dynamodb
