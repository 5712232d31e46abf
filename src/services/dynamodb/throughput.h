// What a table and its indexes provision: how it changes, and what AWS allows. Errors are AWS's. Pure.
#pragma once

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// With the times of the last increase and decrease. The units before are described until `settled`.
ProvisionedUnits changed_capacity(const ProvisionedUnits& before, const ProvisionedUnits& after, TimePoint now,
                                  TimePoint settled);
// With a change of the billing mode: seen at once, and no increase.
ProvisionedUnits replaced_capacity(const ProvisionedUnits& before, const ProvisionedUnits& after);
// Of an index whose table becomes an on-demand one; AWS counts it as a decrease.
ProvisionedUnits ended_capacity(const ProvisionedUnits& before, TimePoint now);

// How often AWS lets capacity be decreased within a UTC day. Error: LimitExceededException.
Status check_decreases(const TableRecord& before, const TableRecord& after, TimePoint now);

// The most that a table or an index may have, of what differs from before. Error: LimitExceededException.
Status check_account_limits(const TableRecord& before, const TableRecord& after, std::string_view region);

}  // namespace penstock::dynamodb
