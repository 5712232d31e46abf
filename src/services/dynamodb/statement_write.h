// What PartiQL's INSERT, UPDATE and DELETE make of an item, and whether EXISTS holds. Pure.
#pragma once

#include <optional>
#include <string>

#include "item/partiql.h"
#include "services/dynamodb/capacity.h"
#include "services/dynamodb/item_write.h"

namespace penstock::dynamodb {

// What became of a write.
struct StatementWrite {
  std::optional<ApiError> refused = {};  // by what was found there
  std::optional<item::Item> found = {};  // when it was refused
  std::optional<item::Item> returned = {};
  UsedCapacity used = {};
};

// The key of the item that the statement writes or checks; an item that INSERT puts is checked whole. Errors:
// ValidationException.
Result<item::Item> written_key(const item::partiql::Statement& statement, const TableRecord& table);

// Decides what becomes of the item that `write` found. Errors: ConditionalCheckFailedException, with the item when
// `return_values` asks for it; DuplicateItemException; ValidationException for an update that cannot be.
Status decide(const item::partiql::Statement& statement, const std::optional<std::string>& return_values,
              ItemWrite& write);

// What RETURNING gives, once it is decided; nothing without one, or when there is nothing to give.
std::optional<item::Item> returned_item(const item::partiql::Statement& statement, const ItemWrite& write);

}  // namespace penstock::dynamodb
