// What AWS refuses of an item or key before it looks at what is stored, in its words. Pure.
#pragma once

#include <string_view>
#include <utility>

#include "base/result.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// The first value of a request that breaks the rules of values, if any.
Status check_values(const item::AttributeMap& values, item::ValueCheck check);

// PutItem, UpdateItem and DeleteItem count what is wrong whatever the table is as a validation error. As the
// dynamodb-conformance suite has recorded it.
ApiError detected(ApiError error);
template <class Checked>
Checked detected(Checked checked) {
  if (!checked) checked.error() = detected(std::move(checked.error()));
  return checked;
}

// An item to be stored: its keys are there, of the right type, not empty and not too long; the keys of indexes that it
// has are of the right type.
Status check_item(const TableRecord& table, const item::Item& item);
// The same for what an update made of an item: only the keys of indexes and the size can be wrong.
Status check_updated_item(const TableRecord& table, const item::Item& item);
// 400 KB.
Status check_size(const item::Item& item);

// The first string or binary among them that is empty; what is missing or of another type passes.
Status check_keys_not_empty(const KeySchema& keys, const item::Item& item);
Status check_index_keys_not_empty(const TableRecord& table, const item::Item& item);

// A Key parameter: exactly the table's key.
Status check_key(const KeySchema& keys, const item::Item& key);
// The same, whatever else is there.
Status check_key_values(const KeySchema& keys, const item::Item& item);

}  // namespace penstock::dynamodb
