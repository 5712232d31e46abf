// Changes of items on their way to the store: everything that one request changes commits as one batch, with the
// entries of indexes and the change records of streams. The caller holds the turns of all items until it is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/task.h"
#include "io/clock.h"
#include "services/dynamodb/change_record.h"
#include "services/dynamodb/stored_item.h"
#include "services/dynamodb/table.h"
#include "table/store.h"

namespace penstock::dynamodb {

struct ItemWrite {
  TableSnapshot table;
  std::string store_key;  // item_store_key() of the item
  StoredItem before;
  std::optional<item::Item> after;
  ChangedBy by = ChangedBy::request;
  bool blind = false;  // `before` was not read: nobody asked for it
};

// Whether a write that itself asks for nothing of the item before may be blind: the table has neither an index nor a
// stream nor times to live that have to know it, and is large. Of a table smaller than `bytes_counted` reading costs
// little, and keeps its counts exact.
bool takes_blind_writes(const Table& table, std::int64_t bytes_counted);

inline std::vector<ItemWrite> one(ItemWrite write) {
  std::vector<ItemWrite> writes;
  writes.push_back(std::move(write));
  return writes;
}

// Durable when it answers, with `more` in the same batch. What is known not to have changed is not written. Errors: of
// the store; nothing is changed then, unless the disk fails and a restart shows otherwise.
Task<Status> commit(Store& store, Clock& clock, std::vector<ItemWrite> writes, WriteBatch more = {});

}  // namespace penstock::dynamodb
