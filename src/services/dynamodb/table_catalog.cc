#include "services/dynamodb/table_catalog.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "services/dynamodb/item_collections.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/table_encoding.h"
#include "table/tagged_fields.h"

namespace penstock::dynamodb {
namespace {

constexpr std::size_t tables_per_scan = 1'000;
constexpr std::string_view counts_prefix = "dynamodb/counts/";
constexpr std::uint8_t counts_version = 1;
constexpr std::string_view items_of_all = "dynamodb/i";

// Tags of stored counts; one field of each for the table and for each index.
enum Tag : std::uint8_t { tag_index = 1, tag_items = 2, tag_bytes = 3, tag_unseen = 4 };

ApiError damaged(const std::string& key) {
  return error::internal("The stored description of the table at key " + key +
                         " is damaged or was written by a later version. Restore the data directory from a copy, or "
                         "start a version that knows it.");
}

std::string counts_key(TableNumber table) { return std::string(counts_prefix) + std::to_string(table); }

std::string encode_counts(const Table& table) {
  FieldWriter out(counts_version);
  for (const auto& [index, counts] : table.counts) {
    out.number(tag_index, index);
    out.number(tag_items, static_cast<std::uint64_t>(counts->items.load()));
    out.number(tag_bytes, static_cast<std::uint64_t>(counts->bytes.load()));
    if (counts->unseen != 0) out.number(tag_unseen, static_cast<std::uint64_t>(counts->unseen.load()));
  }
  return out.take();
}

void decode_counts(std::string_view value, const Table& table) {
  FieldReader in(value, counts_version);
  Counts ignored;
  Counts* counts = &ignored;
  while (const auto field = in.next()) {
    const auto number = in.number(*field);
    if (field->tag == tag_index) {
      const auto found = table.counts.find(static_cast<IndexNumber>(number));
      counts = found == table.counts.end() ? &ignored : found->second.get();
    } else if (field->tag == tag_items) {
      counts->items = static_cast<std::int64_t>(number);
    } else if (field->tag == tag_bytes) {
      counts->bytes = static_cast<std::int64_t>(number);
    } else if (field->tag == tag_unseen) {
      counts->unseen = static_cast<std::int64_t>(number);
    }
  }
}

TableNumber table_number_in(std::string_view entry_key) {
  TableNumber number = 0;
  for (const char c : entry_key.substr(items_of_all.size(), sizeof(TableNumber))) {
    number = number << 8 | static_cast<unsigned char>(c);
  }
  return number;
}

}  // namespace

Task<Status> TableCatalog::load() {
  std::string begin(tables_prefix);
  const auto end = prefix_end(tables_prefix);
  while (true) {
    auto entries = co_await store_.scan(begin, end, tables_per_scan);
    if (entries.empty()) break;
    begin = entries.back().key + '\0';
    for (auto& entry : entries) {
      auto key = parse_table_store_key(entry.key);
      auto record = decode_table(entry.value);
      if (!key || !record) co_return damaged(entry.key);
      co_await open(std::move(*key), std::move(*record));
    }
  }
  if (const auto next = co_await store_.get(next_table_key)) {
    next_number_ = std::max(next_number_, static_cast<TableNumber>(std::stoul(*next)));
  }
  co_await load_counts();
  co_await load_ended();
  co_return co_await as_result(erase_orphans());
}

Task<Status> TableCatalog::open(TableKey key, TableRecord record) {
  next_number_ = std::max(next_number_, record.number + 1);
  put(co_await snapshot(std::move(key), std::move(record), nullptr));
  co_return ok();
}

Task<Status> TableCatalog::load_counts() {
  WriteBatch batch;
  for (const auto& table : all()) {
    const auto key = counts_key(table->record.number);
    const auto value = co_await store_.get(key);
    if (value) decode_counts(*value, *table);
    for (const auto& [index, counts] : table->counts) counts->known = value.has_value();
    // What a crash leaves is no longer right: counted anew then.
    if (value) batch.erase(key);
  }
  if (!batch.empty()) co_await store_.write(std::move(batch));
  co_return ok();
}

// Tables whose descriptions went before their items.
Task<Status> TableCatalog::erase_orphans() {
  std::set<TableNumber> known;
  for (const auto& table : all()) known.insert(table->record.number);
  std::string begin(items_of_all);
  const auto end = prefix_end(items_of_all);
  WriteBatch batch;
  while (true) {
    const auto entries = co_await store_.scan(begin, end, 1);
    if (entries.empty()) break;
    const auto number = table_number_in(entries.front().key);
    auto range = entries_of_table(number);
    begin = range.end;
    if (!known.contains(number)) batch.erase_range(std::move(range.begin), std::move(range.end));
  }
  if (!batch.empty()) co_await store_.write(std::move(batch));
  co_return ok();
}

Task<Status> TableCatalog::close() {
  WriteBatch batch;
  for (const auto& table : all()) {
    const bool known = std::ranges::all_of(table->counts, [](const auto& entry) { return entry.second->known.load(); });
    if (known) batch.put(counts_key(table->record.number), encode_counts(*table));
  }
  {
    const std::unique_lock lock(mutex_);
    tables_.clear();
  }
  if (!batch.empty()) co_await store_.write(std::move(batch));
  co_return ok();
}

TableSnapshot TableCatalog::find(TableKeyView key) const {
  TableSnapshot table;
  {
    const std::shared_lock lock(mutex_);
    const auto entry = tables_.find(key);
    if (entry == tables_.end()) return nullptr;
    table = entry->second;
  }
  // A table that is being deleted is the only one that needs the time.
  if (table->record.gone_from && clock_.now() >= *table->record.gone_from) return nullptr;
  return table;
}

std::vector<TableSnapshot> TableCatalog::list(std::string_view account, std::string_view region, std::string_view after,
                                              std::size_t count_max) const {
  std::vector<TableSnapshot> found;
  const auto now = clock_.now();
  const std::shared_lock lock(mutex_);
  for (auto entry = tables_.upper_bound(TableKeyView(account, region, after)); entry != tables_.end(); ++entry) {
    if (found.size() == count_max || entry->first.account != account || entry->first.region != region) break;
    if (entry->second->record.state(now) != TableState::gone) found.push_back(entry->second);
  }
  return found;
}

std::vector<TableSnapshot> TableCatalog::all() const {
  std::vector<TableSnapshot> found;
  const std::shared_lock lock(mutex_);
  found.reserve(tables_.size());
  for (const auto& [key, table] : tables_) found.push_back(table);
  return found;
}

Task<Result<TableSnapshot>> TableCatalog::snapshot(TableKey key, TableRecord record, TableSnapshot before) {
  auto table = std::make_shared<Table>(Table{.key = std::move(key), .record = std::move(record)});
  const auto count = [&](IndexNumber index) {
    auto& counts = table->counts[index];
    if (before) {
      if (const auto kept = before->counts.find(index); kept != before->counts.end()) counts = kept->second;
    }
    if (!counts) counts = std::make_shared<Counts>();
  };
  count(0);
  for (const auto& index : table->record.indexes) {
    if (index.is_kept()) count(index.number);
  }
  for (const auto& stream : table->record.streams) {
    auto& opened = table->streams[stream.ordinal];
    if (before) {
      if (const auto kept = before->streams.find(stream.ordinal); kept != before->streams.end()) opened = kept->second;
    }
    if (!opened) opened = co_await open_stream(table->record.number, stream);
    if (stream.ended) opened->close(*stream.ended);
  }
  for (const auto& destination : table->record.destinations) {
    auto& opened = table->feeds[destination.feed.ordinal];
    if (before) {
      if (const auto kept = before->feeds.find(destination.feed.ordinal); kept != before->feeds.end()) {
        opened = kept->second;
      }
    }
    if (!opened) opened = co_await open_stream(table->record.number, destination.feed);
    if (destination.feed.ended) opened->close(*destination.feed.ended);
  }
  table->collections = before ? before->collections : nullptr;
  if (!before && has_collections(table->record)) table->collections = std::make_shared<ItemCollections>();
  table->open_streams = before ? before->open_streams : std::make_shared<OpenStreams>();
  std::vector<std::shared_ptr<ChangeStream>> open;
  for (const auto& stream : table->record.streams) {
    if (!stream.ended) open.push_back(table->streams.at(stream.ordinal));
  }
  for (const auto& destination : table->record.destinations) {
    if (destination.is_enabled()) open.push_back(table->feeds.at(destination.feed.ordinal));
  }
  table->open_streams->set(std::move(open));
  if (const auto* stream = table->record.stream()) table->stream = table->streams.at(stream->ordinal);
  co_return TableSnapshot(std::move(table));
}

void TableCatalog::put(TableSnapshot table) {
  const std::unique_lock lock(mutex_);
  tables_.insert_or_assign(table->key, std::move(table));
}

Task<Result<TableSnapshot>> TableCatalog::add(TableKey key, TableRecord record) {
  record.number = next_number_;
  WriteBatch batch;
  batch.put(table_store_key(key), encode(record));
  batch.put(std::string(next_table_key), std::to_string(next_number_ + 1));
  co_await store_.write(std::move(batch));
  ++next_number_;
  auto table = co_await snapshot(std::move(key), std::move(record), nullptr);
  put(table);
  co_return table;
}

Task<Result<TableSnapshot>> TableCatalog::replace(TableSnapshot current, TableRecord changed, WriteBatch batch) {
  batch.put(table_store_key(current->key), encode(changed));
  co_await store_.write(std::move(batch));
  auto next = co_await snapshot(current->key, std::move(changed), current);
  replaced_.push_back({current->record.number, current});
  put(next);
  co_return next;
}

Task<Status> TableCatalog::remove_if_gone(TableKey key) {
  TableSnapshot table;
  {
    const std::shared_lock lock(mutex_);
    const auto entry = tables_.find(key);
    if (entry != tables_.end()) table = entry->second;
  }
  if (!table || table->record.state(clock_.now()) != TableState::gone) co_return ok();
  WriteBatch batch;
  batch.erase(table_store_key(key));
  auto ended = std::make_shared<Table>(Table{.key = table->key, .record = table->record, .streams = table->streams});
  for (auto& stream : ended->record.streams) {
    if (!stream.ended) stream.ended = *table->record.gone_from;
    ended->streams.at(stream.ordinal)->close(*stream.ended);
  }
  for (const auto& destination : table->record.destinations) {
    auto feed = records_of_stream(table->record.number, destination.feed.ordinal);
    batch.erase_range(std::move(feed.begin), std::move(feed.end));
  }
  ended->record.destinations.clear();
  if (!ended->streams.empty()) {
    batch.put(ended_store_key(ended->key, ended->record.number), encode(ended->record));
  }
  co_await store_.write(std::move(batch));
  {
    const std::unique_lock lock(mutex_);
    tables_.erase(key);
    if (!ended->streams.empty()) ended_.emplace(ended->record.number, ended);
  }
  removed_.push_back({table->record.number, table->counts.at(0)});
  table.reset();
  co_return co_await as_result(erase_released_items());
}

Task<Status> TableCatalog::erase_released_items() {
  std::vector<Removed> still_held;
  WriteBatch batch;
  for (auto& removed : std::exchange(removed_, {})) {
    // No request can look it up any more: counts that only this list holds stay so.
    if (removed.counts.use_count() > 1) {
      still_held.push_back(std::move(removed));
      continue;
    }
    std::atomic_thread_fence(std::memory_order_acquire);  // after the last holder's use
    auto range = entries_of_table(removed.number);
    batch.erase_range(std::move(range.begin), std::move(range.end));
  }
  removed_ = std::move(still_held);
  // What cannot be erased now is erased at the next start.
  if (!batch.empty()) co_await store_.write(std::move(batch));
  co_return ok();
}

bool TableCatalog::is_held_before_change(TableNumber table) {
  std::erase_if(replaced_, [](const Replaced& replaced) { return replaced.table.expired(); });
  return std::ranges::any_of(replaced_, [&](const Replaced& replaced) { return replaced.number == table; });
}

}  // namespace penstock::dynamodb
