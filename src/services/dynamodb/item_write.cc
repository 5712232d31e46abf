#include "services/dynamodb/item_write.h"

#include <algorithm>

#include "item/item_encoding.h"
#include "services/dynamodb/index_entry.h"
#include "services/dynamodb/item_collections.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

using item::Item;

// What a commit adds to the counts of a table or an index.
struct CountChange {
  Counts* counts;
  std::int64_t items;
  std::int64_t bytes;
};

// The same of an item collection.
struct CollectionChange {
  ItemCollections* collections;
  std::string key;
  std::int64_t bytes;
};

CollectionChange growth_of(const ItemWrite& write) {
  const auto& table = *write.table;
  return {table.collections.get(), collection_key(table.record, write.after ? *write.after : *write.before.item()),
          collection_growth(write)};
}

// Gathers the batch of several writes.
class BatchBuilder {
 public:
  BatchBuilder(TimePoint now, WriteBatch batch) : now_(now), batch_(std::move(batch)) {}

  void add(const ItemWrite& write, std::vector<std::shared_ptr<ChangeStream>> streams) {
    const auto after = write.after ? item::encode_item(*write.after) : std::string();
    if (!write.blind && after == write.before.bytes()) return;
    const auto& table = *write.table;
    batch_.reserve(change_bytes + after.size() +
                   streams.size() * (change_bytes + write.before.bytes().size() + after.size()));
    if (write.after) {
      batch_.put(write.store_key, after);
    } else {
      batch_.erase(write.store_key);
    }
    if (write.blind) {
      unseen_.push_back(table.counts.at(0).get());
      return;
    }
    count(*table.counts.at(0), write.before.size(), write.before.exists(),
          write.after ? item::size_of(*write.after) : 0, write.after.has_value());
    for (const auto& index : table.record.indexes) {
      if (index.is_kept()) add_index(table, index, write);
    }
    if (const auto& ttl = table.record.time_to_live; ttl && ttl->enabled) add_expiry(table, *ttl, write);
    for (auto& stream : streams) add_record(table, std::move(stream), write, after);
    if (table.collections && !table.collections->empty()) grown_.push_back(growth_of(write));
  }

  WriteBatch take_batch() { return std::move(batch_); }
  bool empty() const { return batch_.empty(); }

  void settle() {
    for (auto& reservation : reservations_) reservation.settle();
    for (const auto& change : changes_) {
      change.counts->items += change.items;
      change.counts->bytes += change.bytes;
    }
    for (auto* counts : unseen_) ++counts->unseen;
    for (const auto& [collections, key, bytes] : grown_) collections->grow(key, bytes);
  }

 private:
  static constexpr std::size_t change_bytes = 200;  // of a change about, besides images: few keys are longer

  void count(Counts& counts, std::size_t bytes_before, bool was, std::size_t bytes_after, bool is) {
    changes_.push_back({&counts, static_cast<std::int64_t>(is) - static_cast<std::int64_t>(was),
                        static_cast<std::int64_t>(bytes_after) - static_cast<std::int64_t>(bytes_before)});
  }

  void add_index(const Table& table, const IndexRecord& index, const ItemWrite& write) {
    const auto entry_of = [&](const std::optional<Item>& item) {
      return item ? index_entry(table.record, index, *item) : std::nullopt;
    };
    auto before = entry_of(write.before.item());
    auto after = entry_of(write.after);
    const bool moves = before && (!after || before->key != after->key);
    const bool same = before && after && !moves && before->value == after->value;
    if (moves) batch_.erase(before->key);
    if (before || after) {
      count(*table.counts.at(index.number), before ? before->bytes : 0, before.has_value(), after ? after->bytes : 0,
            after.has_value());
    }
    // While the index is being filled an entry may not be there yet, though the item is: written all the same.
    if (after && (!same || !index.filled)) batch_.put(std::move(after->key), std::move(after->value));
  }

  void add_expiry(const Table& table, const TimeToLive& ttl, const ItemWrite& write) {
    auto before = write.before.exists() ? expiry_key(table.record, ttl, *write.before.item()) : std::nullopt;
    auto after = write.after ? expiry_key(table.record, ttl, *write.after) : std::nullopt;
    const bool same = before == after;
    if (before && !same) batch_.erase(std::move(*before));
    if (after && (!same || !ttl.filled)) {
      batch_.put(std::move(*after), item::encode_item(key_of(table.record.keys, *write.after)));
    }
  }

  void add_record(const Table& table, std::shared_ptr<ChangeStream> to, const ItemWrite& write,
                  std::string_view after) {
    const auto& stream = to->record();
    auto reservation = to->reserve(now_);
    if (!reservation) return;  // the stream ended since the table was looked up
    const auto keys = key_of(table.record.keys, write.after ? *write.after : *write.before.item());
    reservations_.push_back(*std::move(reservation));
    streams_.push_back(to);
    batch_.put(record_store_key(table.record.number, stream.ordinal, reservations_.back().position()),
               encode_change(stream.view, keys,
                             {.by = write.by, .time = now_, .old_image = write.before.bytes(), .new_image = after}));
  }

  const TimePoint now_;
  WriteBatch batch_;
  std::vector<std::shared_ptr<ChangeStream>> streams_;  // outlive the reservations
  std::vector<ChangeStream::Reservation> reservations_;
  std::vector<CountChange> changes_;
  std::vector<Counts*> unseen_;  // of each blind write
  std::vector<CollectionChange> grown_;
};

}  // namespace

bool takes_blind_writes(const Table& table, std::int64_t bytes_counted) {
  const auto& record = table.record;
  return table.counts.at(0)->bytes >= bytes_counted &&
         std::ranges::none_of(record.indexes, [](const auto& index) { return index.is_kept(); }) &&
         !(record.time_to_live && record.time_to_live->enabled) && table.open_streams->all().empty();
}

Task<Status> commit(Store& store, Clock& clock, std::vector<ItemWrite> writes, WriteBatch more) {
  BatchBuilder builder(clock.now(), std::move(more));
  for (auto& write : writes) {
    auto streams = write.table->open_streams->all();
    if (write.blind && !streams.empty()) {  // one was opened since
      write.before = co_await StoredItem::from(co_await store.read(write.store_key));
      write.blind = false;
      streams = write.table->open_streams->all();
    }
    builder.add(write, std::move(streams));
  }
  if (builder.empty()) co_return ok();
  co_await store.write(builder.take_batch());
  builder.settle();
  co_return ok();
}

}  // namespace penstock::dynamodb
