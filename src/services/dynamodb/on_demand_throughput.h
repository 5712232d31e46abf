// Bounds of what an on-demand table or index may use. Errors are AWS's. Pure.
#pragma once

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

bool has_units(const std::optional<OnDemandThroughput>& asked);

// Of what is created. `index` is empty for a table. Error: ValidationException.
Result<std::optional<UnitBounds>> first_bounds(const std::optional<OnDemandThroughput>& asked, BillingMode billing,
                                               std::string_view index);
// -1 takes a bound away. Error: ValidationException.
Result<std::optional<UnitBounds>> changed_bounds(const OnDemandThroughput& asked, BillingMode billing,
                                                 std::string_view index, const std::optional<UnitBounds>& before);
// What the answer to that change says: of bounds that it takes away too.
void tell_removed_bounds(const OnDemandThroughput& asked, TableDescription& description);

}  // namespace penstock::dynamodb
