// The throughput that a table or an index bears at once: it is described, and never falls. Errors are AWS's. Pure.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
#pragma once

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

bool has_units(const std::optional<WarmThroughput>& asked);

// Of the table, or of an index of it that has `warm` and `capacity`.
UnitBounds warm_units(const TableRecord& table, const std::optional<WarmUnits>& warm, const ProvisionedUnits& capacity,
                      TimePoint now);

// Of what is created; nothing when nothing is asked for. `index` is empty for a table. Error: ValidationException.
Result<std::optional<WarmUnits>> first_warm(const std::optional<WarmThroughput>& asked, BillingMode billing,
                                            const ProvisionedUnits& capacity, std::string_view index,
                                            TimePoint settled);
// After keep_warm(). Error: ValidationException.
Status raise_warm(const WarmThroughput& asked, const UnitBounds& current, std::string_view index, TimePoint settled,
                  std::optional<WarmUnits>& warm);
// Before a change: what was reached stays.
void keep_warm(TableRecord& table, TimePoint now);

}  // namespace penstock::dynamodb
