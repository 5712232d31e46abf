#include <algorithm>
#include <set>

#include "item/item_encoding.h"
#include "services/dynamodb/index_entry.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

constexpr PageBounds step_bounds{.entries_max = 100, .bytes_max = 1 << 20};
constexpr PageBounds unbounded{.entries_max = SIZE_MAX, .bytes_max = SIZE_MAX};
constexpr int steps_max = 50;  // of one index before others have their turn

// What an index has of an item: a secondary index, or the times to live.
struct Entry {
  std::string key;
  std::string value;
};
std::optional<Entry> entry_of(const TableRecord& record, IndexNumber number, const item::Item& item) {
  if (record.time_to_live && record.time_to_live->index == number) {
    auto key = expiry_key(record, *record.time_to_live, item);
    if (!key) return std::nullopt;
    return Entry{*std::move(key), item::encode_item(key_of(record.keys, item))};
  }
  const auto index = std::ranges::find(record.indexes, number, &IndexRecord::number);
  if (index == record.indexes.end()) return std::nullopt;
  auto entry = index_entry(record, *index, item);
  if (!entry) return std::nullopt;
  return Entry{std::move(entry->key), std::move(entry->value)};
}

std::vector<IndexNumber> unfilled(const TableRecord& record) {
  std::vector<IndexNumber> numbers;
  for (const auto& index : record.indexes) {
    if (index.is_kept() && !index.filled) numbers.push_back(index.number);
  }
  const auto& ttl = record.time_to_live;
  if (ttl && ttl->enabled && !ttl->filled) numbers.push_back(ttl->index);
  return numbers;
}

bool is_there(const Table& table, TimePoint now) {
  const auto state = table.record.state(now);
  return state != TableState::deleting && state != TableState::gone;
}

}  // namespace

// Puts the items that were there before an index into it, some at a time. Each step has the turns of its items, so a
// write is before or behind it. Whether there is more to do at once.
Task<Result<bool>> DynamodbService::fill_indexes() {
  bool more = false;
  for (const auto& table : catalog_.all()) {
    if (!is_there(*table, clock_.now())) continue;
    for (const auto index : unfilled(table->record)) more = co_await fill_index(table, index) || more;
  }
  co_return more;
}

Task<Result<bool>> DynamodbService::fill_index(TableSnapshot table, IndexNumber index) {
  const auto number = table->record.number;
  {
    // Writes that looked the table up before do not know the index.
    const auto turn = co_await catalog_.turn();
    if (catalog_.is_held_before_change(number)) co_return false;
  }
  auto& next = filled_to_[{number, index}];
  auto range = entries_of_index(number, 0);
  if (!next.empty()) range.begin = next;
  for (int step = 0; step < steps_max; ++step) {
    if (stopping_) co_return false;
    const auto page = co_await store_.read_page(range, step_bounds);
    if (!page.entries.empty()) {
      co_await fill_step(table, index, page);
      range.begin = page.entries.back().key + '\0';
    }
    if (!page.more) {
      filled_to_.erase({number, index});
      co_await end_filling(table->key, number, index);
      co_return false;
    }
    next = range.begin;
    co_await resume_on(*Executor::current());  // others have their turn
  }
  co_return true;
}

Task<Status> DynamodbService::fill_step(TableSnapshot table, IndexNumber index, Page seen) {
  std::set<std::string_view> keys;
  std::vector<Turns::Place> places;
  for (const auto& entry : seen.entries) {
    keys.insert(entry.key);
    places.push_back(item_turns_.place_of(entry.key));
  }
  const auto turns = co_await item_turns_.take_all(std::move(places));
  // As they are now; what came between them since is written by who knows the index.
  const auto page =
      co_await store_.read_page({.begin = seen.entries.front().key, .end = seen.entries.back().key + '\0'}, unbounded);
  WriteBatch batch;
  for (const auto& stored : page.entries) {
    if (!keys.contains(stored.key)) continue;
    const auto item = item::decode_item(stored.value);
    if (!item) co_return error::internal("A stored item is damaged. Restore the data directory from a copy.");
    if (auto entry = entry_of(table->record, index, *item)) batch.put(std::move(entry->key), std::move(entry->value));
  }
  if (batch.empty()) co_return ok();
  co_return co_await as_result(store_.write(std::move(batch)));
}

Task<Status> DynamodbService::end_filling(TableKey key, TableNumber number, IndexNumber index) {
  const auto turn = co_await catalog_.turn();
  const auto table = catalog_.find(key);
  if (!table || table->record.number != number) co_return ok();
  auto changed = table->record;
  for (auto& one : changed.indexes) {
    if (one.number == index) one.filled = true;
  }
  if (changed.time_to_live && changed.time_to_live->index == index) changed.time_to_live->filled = true;
  // Writes during the filling did not know which entries were there already.
  if (const auto counts = table->counts.find(index); counts != table->counts.end()) counts->second->known = false;
  co_await catalog_.replace(table, std::move(changed));
  co_return ok();
}

// Erases the entries of indexes that are gone, and of a time to live that was disabled, once no write keeps them.
Task<Status> DynamodbService::erase_gone_indexes() {
  const auto now = clock_.now();
  const auto is_gone = [&](const IndexRecord& index) { return index.state(now) == TableState::gone; };
  const auto has_old_times = [](const TableRecord& record) {
    return record.time_to_live && !record.time_to_live->enabled && record.time_to_live->index != 0;
  };
  for (const auto& seen : catalog_.all()) {
    if (!std::ranges::any_of(seen->record.indexes, is_gone) && !has_old_times(seen->record)) continue;
    const auto turn = co_await catalog_.turn();
    const auto table = catalog_.find(seen->key);
    if (!table || catalog_.is_held_before_change(table->record.number)) continue;
    auto changed = table->record;
    WriteBatch batch;
    const auto erase = [&](IndexNumber number) {
      auto range = entries_of_index(changed.number, number);
      batch.erase_range(std::move(range.begin), std::move(range.end));
      filled_to_.erase({changed.number, number});
    };
    for (const auto& index : changed.indexes) {
      if (is_gone(index)) erase(index.number);
    }
    std::erase_if(changed.indexes, is_gone);
    if (has_old_times(changed)) erase(std::exchange(changed.time_to_live->index, IndexNumber{0}));
    if (!batch.empty()) co_await catalog_.replace(table, std::move(changed), std::move(batch));
  }
  co_return ok();
}

}  // namespace penstock::dynamodb
