// Item collections: all items of one partition key, with their entries in local indexes, of tables that have any. AWS
// lets them have 10 GB.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections
//
// A collection is no larger than its table, so none is measured before the tables' counts have reached a gigabyte. Then
// it is read through once and kept up to date by what commits. What commits while it is read may count twice.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/item_write.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

bool has_collections(const TableRecord& table);

// What tells the collection of an item, or of a key, from the others of its table.
std::string collection_key(const TableRecord& table, const item::Item& item);

// Bytes that a write adds to its collection; negative when it takes some away. The table has collections.
std::int64_t collection_growth(const ItemWrite& write);

// Those of a table that have been measured; of too many it forgets some. All snapshots of the table share it. Any
// thread.
class ItemCollections {
 public:
  bool empty() const { return count_ == 0; }
  std::optional<std::int64_t> find(std::string_view key) const;
  void keep(std::string key, std::int64_t bytes);
  // Nothing for a collection that has not been measured.
  void grow(std::string_view key, std::int64_t bytes);

 private:
  static constexpr std::size_t kept_max = 10'000;
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t, std::less<>> bytes_;
  std::atomic<std::size_t> count_ = 0;
};

// The collections that a request writes to, each once, by tables' names.
class TouchedCollections {
 public:
  // Of an item or a key; nothing for a table without collections.
  void add(const TableSnapshot& table, const item::Item& item);

  struct Touched {
    TableSnapshot table;
    item::Item key;  // the hash attributes
  };
  const std::map<std::string, Touched>& all() const { return all_; }

 private:
  std::map<std::string, Touched> all_;
};

// As ReturnItemCollectionMetrics asks for it: the range of gigabytes that the size lies in.
ItemCollectionMetrics described_collection(const TableRecord& table, const item::Item& key, std::int64_t bytes,
                                           std::int64_t gigabyte);

}  // namespace penstock::dynamodb
