// One page of a Query or Scan: what is read, what of it is given back, and where the next page begins.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/dynamodb/shapes.h"
#include "item/condition.h"
#include "item/projection.h"
#include "services/dynamodb/capacity.h"
#include "services/dynamodb/table.h"
#include "table/store.h"

namespace penstock::dynamodb {

struct PageRequest {
  TableSnapshot table;
  const IndexRecord* index = nullptr;  // of the table's record; null: the table itself
  KeyRange range;                      // of store keys, behind the exclusive start key
  std::optional<std::int32_t> limit = {};
  Consistency consistency = Consistency::eventual;
  std::optional<item::Condition> filter = {};
  std::optional<item::Projection> projection = {};
  // Whole items for entries of an index that has not all of their attributes.
  bool fetches_items = false;
  bool counts_only = false;
};

struct ItemPage {
  std::vector<item::Item> items;
  std::int32_t count = 0;          // that the filter let through
  std::int32_t scanned_count = 0;  // that were read
  std::optional<item::Item> last_key;
  UsedCapacity used;
};

// What of an index's keys and the table's a start key has to name; for the table itself its keys.
std::vector<KeyAttribute> start_key_attributes(const Table& table, const IndexRecord* index);
// Lets `range` begin behind the entry that the start key names. The key has the right attributes.
void start_behind(const Table& table, const IndexRecord* index, const item::Item& start_key, KeyRange& range);

// An index that a request names. Errors: ValidationException when there is none.
Result<const IndexRecord*> named_index(const Table& table, const std::optional<std::string>& name);

// Select, with what else decides about the attributes. Errors: ValidationException.
enum class Reading : std::uint8_t { query, scan };
Status check_select(Reading reading, const std::optional<std::string>& select, bool has_index,
                    bool has_attributes_to_get, bool has_projection_expression);
// Decides what of items is read; takes attributes of the projection and the filter into account. Errors:
// ValidationException for attributes that a global index does not have.
Status choose_attributes(const std::optional<std::string>& select, PageRequest& request);

}  // namespace penstock::dynamodb
