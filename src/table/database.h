// The open RocksDB database: its column families, and which one a key lies in. What a key range is asked of is split
// among them, so that all keys look like one order.
//
// Any thread, once it is open.
#pragma once

#include <rocksdb/db.h>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "table/table_format.h"

namespace penstock {

inline rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

class Database {
 public:
  // What `sequences` keeps besides the options of the rest.
  struct Options {
    rocksdb::Options main;
    rocksdb::ColumnFamilyOptions sequences;
  };
  enum class Use : std::uint8_t { reading, writing };

  static rocksdb::Status open(const Options& options, const std::string& directory, Use use,
                              std::unique_ptr<Database>& opened);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* main() const { return families_[0]; }
  rocksdb::ColumnFamilyHandle* sequences() const { return families_[1]; }
  rocksdb::ColumnFamilyHandle* of(std::string_view key) const {
    return key.starts_with(table_format::sequences_prefix) ? sequences() : main();
  }

  // A part of a range of keys; an empty end is none.
  struct Part {
    rocksdb::ColumnFamilyHandle* family = nullptr;
    std::string_view begin;
    std::string_view end;
  };
  class Parts {
   public:
    std::span<const Part> in_order() const { return {parts_.data(), count_}; }

   private:
    friend class Database;
    void add(rocksdb::ColumnFamilyHandle* family, std::string_view begin, std::string_view end) {
      if (end.empty() || begin < end) parts_[count_++] = {family, begin, end};
    }
    std::array<Part, 3> parts_;
    std::size_t count_ = 0;
  };
  // Of begin <= key < end, in the order of keys; views of the arguments.
  Parts parts_of(std::string_view begin, std::string_view end) const;

 private:
  Database() = default;

  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, 2> families_{};
};

}  // namespace penstock
