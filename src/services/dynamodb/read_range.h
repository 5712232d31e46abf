// Which store keys a condition on keys comes to. Pure.
#pragma once

#include "item/key_condition.h"
#include "services/dynamodb/table.h"
#include "table/store.h"

namespace penstock::dynamodb {

// What conditions can say of a key.
item::KeySchema condition_schema(const KeySchema& keys);

// The entries of the table, or of one of its indexes (null: the table itself), for which it holds.
KeyRange read_range(const Table& table, const IndexRecord* index, const item::KeyRange& wanted, KeyRange::Order order);

}  // namespace penstock::dynamodb
