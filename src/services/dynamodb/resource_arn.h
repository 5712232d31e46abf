// The table that an operation on any resource names by its ARN. Pure.
#pragma once

#include <string_view>

#include "base/result.h"
#include "identity/caller.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// A view into the ARN, whosever table it is. Errors: ValidationException for what is no ARN of a table.
Result<TableKeyView> table_of_resource(std::string_view arn);
// The same for the caller's own tables. Errors: also ValidationException for another region or account.
Result<TableKeyView> own_table_of_resource(const Caller& caller, std::string_view arn);

// ResourceNotFoundException of operations that take an ARN.
ApiError resource_not_found(std::string_view arn);

}  // namespace penstock::dynamodb
