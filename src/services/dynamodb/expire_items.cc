#include "item/item_encoding.h"
#include "services/dynamodb/index_entry.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

constexpr PageBounds page_bounds{.entries_max = 500, .bytes_max = 1 << 20};

KeyRange expired_entries(const TableRecord& table, const TimeToLive& ttl, TimePoint now) {
  const auto prefix = [&](TimePoint time) {
    auto key = entries_prefix(table.number, ttl.index);
    item::Number(to_millis(time) / 1000).append_ordered(key);
    return key;
  };
  return {.begin = prefix(now - oldest_expiry), .end = prefix_end(prefix(now))};
}

}  // namespace

// Deletes items whose time to live is over, some of each table at a time, as the service itself.
Task<Status> DynamodbService::expire_items() {
  for (const auto& table : catalog_.all()) {
    const auto now = clock_.now();
    const auto state = table->record.state(now);
    if (state != TableState::active && state != TableState::updating) continue;
    const auto& ttl = table->record.time_to_live;
    if (!ttl || !ttl->enabled || !ttl->filled || now < ttl->settled_from) continue;
    const auto page = co_await store_.read_page(expired_entries(table->record, *ttl, now), page_bounds);
    for (const auto& entry : page.entries) {
      if (stopping_) co_return ok();
      co_await expire_item(table, entry, now);
    }
  }
  co_return ok();
}

Task<Status> DynamodbService::expire_item(TableSnapshot table, KeyValue entry, TimePoint now) {
  const auto& ttl = *table->record.time_to_live;
  const auto keys = item::decode_item(entry.value);
  if (!keys) co_return error::internal("A stored time to live is damaged. Restore the data directory from a copy.");
  ItemWrite write{.table = table, .store_key = item_store_key(table->record, *keys), .by = ChangedBy::time_to_live};
  const auto turn = co_await item_turns_.take(item_turns_.place_of(write.store_key));
  write.before = co_await stored(write.store_key);
  if (!write.before.exists() || !is_expired(ttl, *write.before.item(), now)) co_return ok();
  co_return co_await as_result(commit(store_, clock_, one(std::move(write))));
}

}  // namespace penstock::dynamodb
