// Ordered key-value storage: what services keep their state in. RocksDB stands behind it (table/rocks_store.h); tests
// use table/sim_store.h. Keys order bytewise; each service prefixes its own keys.
//
// Durable: a write that answered. A batch is atomic, also across a crash. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.h"

namespace penstock {

// Changes that commit together, in order.
class WriteBatch {
 public:
  struct Change {
    std::string key;
    std::optional<std::string> value;  // absent: delete
    std::string range_end = {};        // not empty: delete key <= k < range_end
  };
  void put(std::string key, std::string value) { changes_.push_back({std::move(key), std::move(value)}); }
  void erase(std::string key) { changes_.push_back({std::move(key), std::nullopt}); }
  // Everything with begin <= key < end; it costs about as much as one key.
  void erase_range(std::string begin, std::string end) {
    changes_.push_back({std::move(begin), std::nullopt, std::move(end)});
  }
  bool empty() const { return changes_.empty(); }
  const std::vector<Change>& changes() const { return changes_; }

 private:
  std::vector<Change> changes_;
};

struct KeyValue {
  std::string key;
  std::string value;
};

// begin <= key < end.
struct KeyRange {
  std::string begin;
  std::string end;
  enum class Order : std::uint8_t { ascending, descending };
  Order order = Order::ascending;
};

// A page ends with the entry that reaches one of the bounds; it has one entry at least when the range has one.
struct PageBounds {
  std::size_t entries_max = 0;
  std::size_t bytes_max = 0;  // keys and values
};

struct Page {
  std::vector<KeyValue> entries;
  bool more = false;  // the range may have further entries
};

class Store {
 public:
  virtual ~Store() = default;
  // Errors: 500 InternalFailure when the storage is corrupt or unreadable.
  virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;
  // Entries with begin <= key < end (no upper bound when `end` is empty), ascending, at most `count_max`.
  virtual Result<std::vector<KeyValue>> scan(std::string_view begin, std::string_view end,
                                             std::size_t count_max) const = 0;
  // As get() and scan(), for the request path: what lies in memory is answered at once, and what has to be read from
  // the disk keeps no other request waiting. Errors: as of get(), and 503 when too many reads wait for the disk.
  virtual Task<Result<std::optional<std::string>>> read(std::string key) const = 0;
  virtual Task<Result<Page>> read_page(KeyRange range, PageBounds bounds) const = 0;
  // Errors: 503 ServiceUnavailable when the disk is full or failing; nothing of the batch is visible then.
  virtual Task<Status> write(WriteBatch batch) = 0;
};

// The smallest key after every key that begins with `prefix`; empty when there is none.
std::string prefix_end(std::string_view prefix);

}  // namespace penstock
