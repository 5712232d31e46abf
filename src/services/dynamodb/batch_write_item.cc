#include <algorithm>
#include <set>

#include "services/dynamodb/capacity.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

Status check_request(const WriteRequest& request) {
  if (request.put_request.has_value() == request.delete_request.has_value()) {
    return error::validation(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
  }
  if (request.delete_request) return check_values(request.delete_request->key, item::ValueCheck::older);
  if (auto status = check_values(request.put_request->item, item::ValueCheck::older); !status) return status;
  return check_size(request.put_request->item);
}

// All that needs no table.
Status check_requests(const BatchWriteItemInput& in) {
  if (in.request_items.empty()) {
    return error::validation("The requestItems parameter is required for BatchWriteItem");
  }
  std::size_t count = 0;
  for (const auto& [table, requests] : in.request_items) {
    count += requests.size();
    for (const auto& request : requests) {
      if (auto status = check_request(request); !status) return status;
    }
  }
  if (count <= limits::batch_write_items_max) return ok();
  return error::validation("Too many items requested for the BatchWriteItem call");
}

// Takes the item from the request, whose key is right.
Result<ItemWrite> write_of(WriteRequest& request, const TableSnapshot& table) {
  const auto& record = table->record;
  ItemWrite write{.table = table};
  if (request.delete_request) {
    write.store_key = item_store_key(record, request.delete_request->key);
    return write;
  }
  auto& item = request.put_request->item;
  if (auto status = check_item(record, item); !status) return status.error();
  write.store_key = item_store_key(record, item);
  write.after = std::move(item);
  return write;
}

// Errors: ValidationException.
Status check_request_key(const WriteRequest& request, const KeySchema& keys) {
  if (request.delete_request) return check_key(keys, request.delete_request->key);
  return check_key_values(keys, request.put_request->item);
}

}  // namespace

// Puts and deletes items. AWS may leave some undone; here all are done, in one batch of the store.
Task<Result<BatchWriteItemOutput>> DynamodbService::batch_write_item(Caller caller, BatchWriteItemInput in) {
  co_await check_requests(in);
  std::vector<ItemWrite> writes;
  std::vector<Turns::Place> places;
  std::set<std::string_view> keys;
  TouchedCollections touched;
  writes.reserve(limits::batch_write_items_max);  // the views into it stay
  const bool counts_capacity = wants_capacity(in.return_consumed_capacity);
  for (auto& [name, requests] : in.request_items) {
    const auto table = co_await usable_table(caller, name);
    const bool blind = !counts_capacity && takes_blind_writes(*table, options_.bytes_counted);
    for (auto& request : requests) {
      co_await check_request_key(request, table->record.keys);
      touched.add(table, request.put_request ? request.put_request->item : request.delete_request->key);
      auto& write = writes.emplace_back(co_await write_of(request, table));
      write.blind = blind;
      places.push_back(item_turns_.place_of(write.store_key));
      if (!keys.insert(write.store_key).second) {
        co_return error::validation("Provided list of item keys contains duplicates");
      }
    }
  }

  const auto turns = co_await item_turns_.take_all(std::move(places));
  CapacityByTable used;
  std::vector<std::string> store_keys;
  for (const auto& write : writes) {
    if (!write.blind) store_keys.push_back(write.store_key);
  }
  auto found = co_await store_.read_all(std::move(store_keys));
  for (auto next = found.begin(); auto& write : writes) {
    if (write.blind) continue;
    write.before = co_await StoredItem::from(std::move(*next++));
    if (write.table->collections) co_await check_collection(write);
    if (counts_capacity) add_write(used.of(write.table), write);
  }
  BatchWriteItemOutput out{.unprocessed_items = std::map<std::string, std::vector<WriteRequest>>()};
  out.item_collection_metrics = co_await collection_metrics(std::move(touched), in.return_item_collection_metrics);
  out.consumed_capacity = used.described(in.return_consumed_capacity);
  co_await commit(store_, clock_, std::move(writes));
  co_return out;
}

}  // namespace penstock::dynamodb
