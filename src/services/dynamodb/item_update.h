// What an UpdateItem asks for, alone or in a transaction: the update, the condition, and what AWS refuses of both.
// Pure.
#pragma once

#include <optional>
#include <string>

#include "item/condition.h"
#include "item/placeholders.h"
#include "item/update.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

struct AskedUpdate {
  item::Update update;
  item::Condition condition;
};

struct UpdateExpressions {
  std::optional<std::string> update;
  std::optional<std::string> condition;
  std::optional<item::AttributeNames> names;
  std::optional<item::AttributeMap> values;
};

// Puts what the expressions say in the place of what `asked` has. Errors: ValidationException.
Status read_expressions(UpdateExpressions expressions, item::ValueCheck check, AskedUpdate& asked);

// What is known before an item is read. Errors: ValidationException for an empty value that is to become the key of an
// index.
Status check_new_index_keys(const TableRecord& table, const item::Update& update);
// The same, for a key attribute that is to change, for a value whose type or length the key of an index cannot have,
// and for a path into a key.
Status check_new_attributes(const TableRecord& table, const item::Update& update);

// The item with that key after the update; nothing when there was none and none comes into being. Errors:
// ValidationException, of the update and for what the item would be.
Result<std::optional<item::Item>> updated_item(const TableRecord& table, const item::Update& update,
                                               const std::optional<item::Item>& before, const item::Item& key);

}  // namespace penstock::dynamodb
