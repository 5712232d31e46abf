#include "services/dynamodb/item_collections.h"

#include <algorithm>

#include "api/dynamodb/errors.h"
#include "item/item_encoding.h"
#include "services/dynamodb/index_entry.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

constexpr PageBounds step_bounds{.entries_max = 1'000, .bytes_max = 256 << 10};

bool is_local(const IndexRecord& index) { return index.kind == IndexKind::local; }

std::int64_t bytes_of(const TableRecord& table, const std::optional<item::Item>& item) {
  if (!item) return 0;
  auto bytes = item::size_of(*item);
  for (const auto& index : table.indexes) {
    if (!is_local(index)) continue;
    if (const auto entry = index_entry(table, index, *item)) bytes += entry->bytes;
  }
  return static_cast<std::int64_t>(bytes);
}

// What all of the collection begin with, in the table (null) or in an index.
std::string prefix_of(const TableRecord& table, const IndexRecord* index, const item::Item& key) {
  auto prefix = entries_prefix(table.number, index ? index->number : 0);
  append_partition(prefix, table.keys, key);
  return prefix;
}

// Of the table with its local indexes; nothing while a crash has lost a count.
std::optional<std::int64_t> bytes_of_all(const Table& table) {
  std::int64_t bytes = 0;
  const auto add = [&](const Counts& counts) {
    bytes += counts.bytes;
    return counts.known.load();
  };
  if (!add(*table.counts.at(0))) return std::nullopt;
  for (const auto& index : table.record.indexes) {
    if (is_local(index) && !add(*table.counts.at(index.number))) return std::nullopt;
  }
  return bytes;
}

}  // namespace

bool has_collections(const TableRecord& table) { return std::ranges::any_of(table.indexes, is_local); }

std::string collection_key(const TableRecord& table, const item::Item& item) { return prefix_of(table, nullptr, item); }

std::int64_t collection_growth(const ItemWrite& write) {
  return bytes_of(write.table->record, write.after) - bytes_of(write.table->record, write.before.item());
}

std::optional<std::int64_t> ItemCollections::find(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = bytes_.find(key);
  return found == bytes_.end() ? std::nullopt : std::optional(found->second);
}

void ItemCollections::keep(std::string key, std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes_.size() >= kept_max) bytes_.erase(bytes_.begin());
  bytes_.insert_or_assign(std::move(key), bytes);
  count_ = bytes_.size();
}

void ItemCollections::grow(std::string_view key, std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (const auto found = bytes_.find(key); found != bytes_.end()) found->second += bytes;
}

void TouchedCollections::add(const TableSnapshot& table, const item::Item& item) {
  if (!table->collections) return;
  Touched touched{.table = table};
  for (const auto& attribute : table->record.keys.hash) touched.key.set(attribute.name, *item.find(attribute.name));
  all_.try_emplace(collection_key(table->record, item), std::move(touched));
}

ItemCollectionMetrics described_collection(const TableRecord& table, const item::Item& key, std::int64_t bytes,
                                           std::int64_t gigabyte) {
  item::Item hash;
  for (const auto& attribute : table.keys.hash) hash.set(attribute.name, *key.find(attribute.name));
  const std::int64_t whole = std::max<std::int64_t>(bytes, 0) / gigabyte;
  const auto below = static_cast<double>(whole);
  return {.item_collection_key = std::move(hash), .size_estimate_range_gb = std::vector{below, below + 1}};
}

// At most as much as there is: less than a gigabyte need not be told apart.
Task<Result<std::int64_t>> DynamodbService::collection_bytes(TableSnapshot table, item::Item key) const {
  if (const auto all = bytes_of_all(*table); all && *all < options_.gigabyte) co_return *all;
  auto name = collection_key(table->record, key);
  if (const auto known = table->collections->find(name)) co_return *known;
  std::vector<std::string> prefixes{name};
  for (const auto& index : table->record.indexes) {
    if (is_local(index)) prefixes.push_back(prefix_of(table->record, &index, key));
  }
  std::int64_t bytes = 0;
  for (auto& prefix : prefixes) {
    KeyRange range{.begin = prefix, .end = prefix_end(prefix)};
    for (bool more = true; more;) {
      const auto page = co_await store_.read_page(range, step_bounds);
      for (const auto& entry : page.entries) {
        if (const auto item = item::decode_item(entry.value)) bytes += static_cast<std::int64_t>(item::size_of(*item));
      }
      more = page.more;
      if (more) range.begin = page.entries.back().key + '\0';
    }
  }
  table->collections->keep(std::move(name), bytes);
  co_return bytes;
}

Task<Status> DynamodbService::check_collection(const ItemWrite& write) const {
  if (!write.after || !write.table->collections) co_return ok();
  const auto growth = collection_growth(write);
  if (growth <= 0) co_return ok();
  const auto bytes = co_await collection_bytes(write.table, *write.after);
  if (bytes + growth <= limits::collection_gigabytes_max * options_.gigabyte) co_return ok();
  co_return errors::item_collection_size_limit_exceeded("Collection size exceeded.");
}

Task<Result<std::optional<DynamodbService::MetricsByTable>>> DynamodbService::collection_metrics(
    TouchedCollections touched, std::optional<std::string> wanted) const {
  if (wanted != return_item_collection_metrics::size) co_return std::optional<MetricsByTable>();
  MetricsByTable metrics;
  for (const auto& [name, one] : touched.all()) {
    const auto bytes = co_await collection_bytes(one.table, one.key);
    metrics[one.table->key.name].push_back(described_collection(one.table->record, one.key, bytes, options_.gigabyte));
  }
  co_return std::optional(std::move(metrics));
}

Task<Result<std::optional<ItemCollectionMetrics>>> DynamodbService::collection_metrics(
    TableSnapshot table, item::Item key, std::optional<std::string> wanted) const {
  if (wanted != return_item_collection_metrics::size || !table->collections) {
    co_return std::optional<ItemCollectionMetrics>();
  }
  const auto bytes = co_await collection_bytes(table, key);
  co_return std::optional(described_collection(table->record, key, bytes, options_.gigabyte));
}

}  // namespace penstock::dynamodb
