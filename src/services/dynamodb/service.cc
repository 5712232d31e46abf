#include "services/dynamodb/service.h"

#include "api/dynamodb/dispatch.h"
#include "item/item_encoding.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {
namespace {

// stop() waits for one pause at most.
constexpr Millis pause_between_housekeeping{200};
// Items share so many places to wait for their turn.
constexpr std::size_t turn_places = 4096;

}  // namespace

DynamodbService::DynamodbService(Store& store, Clock& clock, Random& random, DynamodbOptions options)
    : store_(store),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      catalog_(store, clock),
      streams_(store, clock, random, catalog_, options_.transition),
      item_turns_(turn_places) {}

ServiceEntry DynamodbService::entry() {
  return {.model = &model, .service = this, .rows = operation_rows<DynamodbService>, .access = access_rules()};
}

Task<Status> DynamodbService::start() {
  co_await streams_.start();
  co_await catalog_.load();
  co_await remove_gone_tables();
  if (options_.housekeeping == Housekeeping::own_task) {
    background_.spawn(keep_house_until_stopped());
    background_.spawn(deliver_until_stopped());
    background_.spawn(count_until_stopped());
  }
  co_return ok();
}

Task<void> DynamodbService::stop() {
  stopping_ = true;
  co_await background_.drain();
  // Counts that cannot be kept now are counted anew after the next start.
  static_cast<void>(co_await as_result(catalog_.close()));
}

Task<void> DynamodbService::keep_house_until_stopped() {
  bool more = false;
  while (!stopping_) {
    if (!more) co_await sleep_for(pause_between_housekeeping);
    if (!stopping_) more = co_await keep_house();
  }
}

Task<bool> DynamodbService::keep_house() {
  // What cannot be done now is tried again next time; until then nobody sees the difference.
  static_cast<void>(co_await as_result(remove_gone_tables()));
  const auto more = co_await as_result(fill_indexes());
  static_cast<void>(co_await as_result(erase_gone_indexes()));
  static_cast<void>(co_await as_result(expire_items()));
  static_cast<void>(co_await as_result(trim_streams()));
  static_cast<void>(co_await as_result(forget_old_tokens()));
  co_return more && *more;
}

Task<Status> DynamodbService::remove_gone_tables() {
  for (const auto& seen : catalog_.all()) {
    if (seen->record.state(clock_.now()) != TableState::gone) continue;
    const auto turn = co_await catalog_.turn();
    co_await catalog_.remove_if_gone(seen->key);
  }
  const auto turn = co_await catalog_.turn();
  co_return co_await as_result(catalog_.erase_released_items());
}

Result<TableSnapshot> DynamodbService::usable_table(const Caller& caller, std::string_view name) const {
  const auto key = named_table(caller, name);
  if (!key) return key.error();
  auto table = catalog_.find(*key);
  if (!table) return table_not_found();
  const auto state = table->record.state(clock_.now());
  if (state != TableState::active && state != TableState::updating) return table_not_found();
  return table;
}

Result<TableSnapshot> DynamodbService::existing_table(TableKeyView key) const {
  auto table = catalog_.find(key);
  if (!table) return table_not_found(key);
  return table;
}

Task<Result<StoredItem>> DynamodbService::stored(std::string store_key) const {
  auto bytes = co_await store_.read(std::move(store_key));
  co_return StoredItem::from(std::move(bytes));
}

Task<Result<std::optional<item::Item>>> DynamodbService::stored_item(std::string store_key) const {
  const auto bytes = co_await store_.read(std::move(store_key));
  if (!bytes) co_return std::optional<item::Item>{};
  auto item = item::decode_item(*bytes);
  if (!item) co_return error::internal("A stored item is damaged. Restore the data directory from a copy.");
  co_return std::move(item);
}

}  // namespace penstock::dynamodb
