// What AWS refuses of an ExclusiveStartKey, in its words. Pure.
#pragma once

#include "base/result.h"
#include "item/key_condition.h"
#include "services/dynamodb/item_page.h"

namespace penstock::dynamodb {

// Its values, before the table is known.
Status check_start_values(const item::Item& start_key, item::ValueCheck check);
// Exactly the keys of the table and the index (null: none), with their types.
Status check_start_schema(Reading reading, const Table& table, const IndexRecord* index, const item::Item& start_key);
// Within what the query asks for; `keys` are those that are queried.
Status check_start_in_range(const KeySchema& keys, const item::KeyRange& wanted, const item::Item& start_key);

}  // namespace penstock::dynamodb
