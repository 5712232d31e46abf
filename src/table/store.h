// Ordered key-value storage: what services keep their state in. RocksDB stands behind it (table/rocks_store.h); tests
// use table/sim_store.h. Keys order bytewise; each service prefixes its own keys.
//
// Durable: a write that answered. A batch is atomic, also across a crash. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"

namespace penstock {

// Changes that commit together, in order. One run of bytes, so that a batch costs one allocation.
class WriteBatch {
 public:
  enum class Kind : std::uint8_t { put, erase, erase_range };
  struct Change {  // views into the batch
    Kind kind = Kind::put;
    std::string_view key;
    std::string_view value;  // what is put; the end of the range
  };
  class Iterator;
  struct Changes {
    std::string_view bytes;
    Iterator begin() const;
    Iterator end() const;
  };

  void put(std::string_view key, std::string_view value) { append(Kind::put, key, value); }
  void erase(std::string_view key) { append(Kind::erase, key, {}); }
  // Everything with begin <= key < end; it costs about as much as one key.
  void erase_range(std::string_view begin, std::string_view end) { append(Kind::erase_range, begin, end); }
  bool empty() const { return bytes_.empty(); }
  std::size_t bytes() const { return bytes_.size(); }
  // Room for so many bytes more, of keys, values and `change_bytes` for each change.
  void reserve(std::size_t bytes) { bytes_.reserve(bytes_.size() + bytes); }
  static constexpr std::size_t change_bytes = 1 + 2 * sizeof(std::uint32_t);
  Changes changes() const { return {bytes_}; }

 private:
  void append(Kind kind, std::string_view key, std::string_view value);

  std::string bytes_;  // of each change: its kind, two lengths, the key and the value
};

class WriteBatch::Iterator {
 public:
  explicit Iterator(std::string_view rest) : rest_(rest) { read(); }
  const Change& operator*() const { return change_; }
  Iterator& operator++() {
    rest_.remove_prefix(change_bytes + change_.key.size() + change_.value.size());
    read();
    return *this;
  }
  bool operator==(const Iterator& other) const { return rest_.size() == other.rest_.size(); }

 private:
  void read();

  std::string_view rest_;
  Change change_;
};

inline WriteBatch::Iterator WriteBatch::Changes::begin() const { return Iterator(bytes); }
inline WriteBatch::Iterator WriteBatch::Changes::end() const { return Iterator({}); }

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
  // Of each key, in their order; those that have to be read from the disk are read together.
  virtual Task<Result<std::vector<std::optional<std::string>>>> read_all(std::vector<std::string> keys) const;
  virtual Task<Result<Page>> read_page(KeyRange range, PageBounds bounds) const = 0;
  // Errors: 503 ServiceUnavailable when the disk is full or failing; nothing of the batch is visible then.
  virtual Task<Status> write(WriteBatch batch) = 0;
};

// The smallest key after every key that begins with `prefix`; empty when there is none.
std::string prefix_end(std::string_view prefix);

}  // namespace penstock
