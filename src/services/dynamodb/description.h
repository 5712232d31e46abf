// A table as AWS describes it.
#pragma once

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

TableDescription described(const Table& table, TimePoint now);
std::vector<KeySchemaElement> described(const KeySchema& keys);
std::string_view name_of(BillingMode mode);
std::string_view name_of(ProjectionKind kind);

}  // namespace penstock::dynamodb
