// Which table a request means: by name, or by ARN. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "identity/caller.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// A view into the arguments. Errors: ValidationException for what is neither a name nor a table's ARN;
// AccessDeniedException for a table of another account or region.
Result<TableKeyView> named_table(const Caller& caller, std::string_view name_or_arn);

// The table of "arn:aws:dynamodb:REGION:ACCOUNT:table/NAME", which tags and policies are asked by. Errors:
// ValidationException for what is no such ARN.
Result<TableKeyView> table_of_arn(std::string_view arn);

}  // namespace penstock::dynamodb
