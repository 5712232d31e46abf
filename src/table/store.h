// Ordered key-value storage: what services keep their state in. RocksDB stands behind it (table/rocks_store.h); tests
// use table/sim_store.h. Keys order bytewise; each service prefixes its own keys.
//
// Durable: a write that answered. A batch is atomic, also across a crash. Any thread.
#pragma once

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
  };
  void put(std::string key, std::string value) { changes_.push_back({std::move(key), std::move(value)}); }
  void erase(std::string key) { changes_.push_back({std::move(key), std::nullopt}); }
  const std::vector<Change>& changes() const { return changes_; }

 private:
  std::vector<Change> changes_;
};

struct KeyValue {
  std::string key;
  std::string value;
};

class Store {
 public:
  virtual ~Store() = default;
  // Errors: 500 InternalFailure when the storage is corrupt or unreadable.
  virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;
  // Entries with begin <= key < end (no upper bound when `end` is empty), ascending, at most `count_max`.
  virtual Result<std::vector<KeyValue>> scan(std::string_view begin, std::string_view end,
                                             std::size_t count_max) const = 0;
  // Errors: 503 ServiceUnavailable when the disk is full or failing; nothing of the batch is visible then.
  virtual Task<Status> write(WriteBatch batch) = 0;
};

// The smallest key after every key that begins with `prefix`; empty when there is none.
std::string prefix_end(std::string_view prefix);

}  // namespace penstock
