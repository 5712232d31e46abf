// The streams of the catalog: of tables that are there, and of deleted ones.
#include <algorithm>
#include <mutex>

#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/table_catalog.h"
#include "services/dynamodb/table_encoding.h"

namespace penstock::dynamodb {
namespace {

constexpr std::size_t tables_per_scan = 1'000;

ApiError damaged(const std::string& key) {
  return error::internal("The stored description of the deleted table at key " + key +
                         " is damaged or was written by a later version. Restore the data directory from a copy, or "
                         "start a version that knows it.");
}

void erase_records(TableNumber table, const StreamRecord& stream, WriteBatch& batch) {
  auto range = records_of_stream(table, stream.ordinal);
  batch.erase_range(std::move(range.begin), std::move(range.end));
}

}  // namespace

Task<Status> TableCatalog::load_ended() {
  std::string begin(ended_prefix);
  const auto end = prefix_end(ended_prefix);
  while (true) {
    auto entries = co_await store_.scan(begin, end, tables_per_scan);
    if (entries.empty()) co_return ok();
    begin = entries.back().key + '\0';
    for (auto& entry : entries) {
      auto key = parse_ended_store_key(entry.key);
      auto record = decode_table(entry.value);
      if (!key || !record) co_return damaged(entry.key);
      auto table = std::make_shared<Table>(Table{.key = *std::move(key), .record = *std::move(record)});
      for (const auto& stream : table->record.streams) {
        table->streams[stream.ordinal] = co_await open_stream(table->record.number, stream);
      }
      next_number_ = std::max(next_number_, table->record.number + 1);
      const std::unique_lock lock(mutex_);
      ended_.emplace(table->record.number, std::move(table));
    }
  }
}

Task<Result<std::shared_ptr<ChangeStream>>> TableCatalog::open_stream(TableNumber table, StreamRecord stream) {
  constexpr PageBounds one{.entries_max = 1, .bytes_max = 1};
  auto range = records_of_stream(table, stream.ordinal);
  const auto first = co_await store_.read_page(range, one);
  range.order = KeyRange::Order::descending;
  const auto last = co_await store_.read_page(std::move(range), one);
  const auto next = last.entries.empty() ? first_position(0) : position_in(last.entries.front().key) + 1;
  // Of a shard that began before the oldest time that is kept, the oldest records may be trimmed.
  const auto oldest = stream.first_shard(clock_.now());
  auto trimmed_to = first_position(oldest);
  if (oldest > 0 && !first.entries.empty()) trimmed_to = std::max(trimmed_to, position_in(first.entries.front().key));
  co_return std::make_shared<ChangeStream>(stream, next, trimmed_to);
}

void TableCatalog::add_streams(const TableSnapshot& table, std::vector<StreamSnapshot>& found) const {
  const auto now = clock_.now();
  for (const auto& record : table->record.streams) {
    if (!record.is_forgotten(now)) found.push_back({table, record, table->streams.at(record.ordinal)});
  }
}

std::vector<StreamSnapshot> TableCatalog::all_streams() const {
  std::vector<StreamSnapshot> found;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [key, table] : tables_) add_streams(table, found);
    for (const auto& [number, table] : ended_) add_streams(table, found);
  }
  std::ranges::sort(found, {}, [](const StreamSnapshot& one) {
    return std::tuple(TableKeyView(one.table->key), one.record.created, one.record.ordinal);
  });
  return found;
}

std::vector<StreamSnapshot> TableCatalog::streams(std::string_view account, std::string_view region) const {
  auto found = all_streams();
  std::erase_if(found, [&](const StreamSnapshot& one) {
    return one.table->key.account != account || one.table->key.region != region;
  });
  return found;
}

std::optional<StreamSnapshot> TableCatalog::find_stream(TableKeyView key, std::string_view label) const {
  std::vector<StreamSnapshot> found;
  {
    const std::shared_lock lock(mutex_);
    if (const auto entry = tables_.find(key); entry != tables_.end()) add_streams(entry->second, found);
    for (const auto& [number, table] : ended_) {
      if (TableKeyView(table->key) == key) add_streams(table, found);
    }
  }
  const auto stream =
      std::ranges::find_if(found, [&](const StreamSnapshot& one) { return one.record.label() == label; });
  if (stream == found.end()) return std::nullopt;
  return *stream;
}

Task<Status> TableCatalog::replace_stream(StreamSnapshot current, StreamRecord changed) {
  auto record = current.table->record;
  *std::ranges::find(record.streams, changed.ordinal, &StreamRecord::ordinal) = std::move(changed);
  const auto number = record.number;
  bool is_deleted = false;
  {
    const std::shared_lock lock(mutex_);
    is_deleted = ended_.contains(number);
  }
  if (!is_deleted) {
    co_await replace(current.table, std::move(record));
    co_return ok();
  }
  WriteBatch batch;
  batch.put(ended_store_key(current.table->key, number), encode(record));
  co_await store_.write(std::move(batch));
  auto table = std::make_shared<Table>(
      Table{.key = current.table->key, .record = std::move(record), .streams = current.table->streams});
  const std::unique_lock lock(mutex_);
  ended_.insert_or_assign(number, std::move(table));
  co_return ok();
}

Task<Status> TableCatalog::forget_streams(Forget which) {
  const auto now = clock_.now();
  const auto is_over = [&](const StreamRecord& stream) { return which == Forget::all || stream.is_forgotten(now); };
  std::vector<TableSnapshot> ended;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [number, table] : ended_) {
      if (std::ranges::all_of(table->record.streams, is_over)) ended.push_back(table);
    }
  }
  for (const auto& table : ended) {
    WriteBatch batch;
    batch.erase(ended_store_key(table->key, table->record.number));
    for (const auto& stream : table->record.streams) erase_records(table->record.number, stream, batch);
    co_await store_.write(std::move(batch));
    const std::unique_lock lock(mutex_);
    ended_.erase(table->record.number);
  }
  for (const auto& table : all()) co_await forget_streams_of(table);
  co_return ok();
}

Task<Status> TableCatalog::forget_streams_of(TableSnapshot table) {
  const auto now = clock_.now();
  const auto is_over = [&](const StreamRecord& stream) { return stream.is_forgotten(now); };
  if (std::ranges::none_of(table->record.streams, is_over)) co_return ok();
  auto changed = table->record;
  WriteBatch batch;
  for (const auto& stream : changed.streams) {
    if (is_over(stream)) erase_records(changed.number, stream, batch);
  }
  std::erase_if(changed.streams, is_over);
  co_await replace(std::move(table), std::move(changed), std::move(batch));
  co_return ok();
}

}  // namespace penstock::dynamodb
