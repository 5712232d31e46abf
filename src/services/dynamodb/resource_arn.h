// The table or the stream that an operation on any resource names by its ARN. Pure.
#pragma once

#include <string_view>

#include "base/result.h"
#include "identity/caller.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// Views into the ARN.
struct NamedResource {
  TableKeyView table;
  std::string_view stream;  // its label; empty: the table itself
};

// Whosever it is. Errors: ValidationException for what is no ARN of a table or a stream.
Result<NamedResource> named_resource(std::string_view arn);
// The same for the caller's own. Errors: also ValidationException for another region or account.
Result<NamedResource> own_resource(const Caller& caller, std::string_view arn);
// Of an operation that takes tables alone.
Result<TableKeyView> own_table_of_resource(const Caller& caller, std::string_view arn);

// ResourceNotFoundException of operations that take an ARN.
ApiError resource_not_found(std::string_view arn);

}  // namespace penstock::dynamodb
