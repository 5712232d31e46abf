// The RocksDB database behind RocksStore: its options, its opening, and what a disk that fails does to it.
//
// Threads: read() from any. commit() from one at a time, the one whose turn it is in the write queue.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/clock.h"
#include "table/database.h"
#include "table/rocks_store.h"
#include "table/write_queue.h"

namespace penstock {

ApiError unreadable(const rocksdb::Status& status);

class RocksEngine {
 public:
  // Errors: as of RocksStore::open().
  static Result<std::unique_ptr<RocksEngine>> open(const std::string& directory, const RocksStoreOptions& options);
  ~RocksEngine();

  // Reads go on while the database is reopened after a failure: they wait for its end.
  template <class Read>
  std::invoke_result_t<Read, const Database&> read(Read read_from) const {
    const std::shared_lock lock(db_mutex_);
    if (!db_) return error::internal("The metadata store cannot be read: the disk failed and reopening did not help.");
    return read_from(*db_);
  }

  // As WriteQueue::Commit: with Wait::never nothing where RocksDB would let the writer wait for a flush.
  std::optional<Status> commit(std::span<const WriteBatch* const> batches, WriteQueue::Wait wait);
  std::uint64_t commits() const { return commits_; }
  const RocksStoreOptions& options() const { return options_; }

 private:
  RocksEngine(std::string directory, const RocksStoreOptions& options);
  Database::Options database_options() const;
  rocksdb::Status open_database();
  rocksdb::Status probe_disk() const;
  void fill_batch(std::span<const WriteBatch* const> batches);
  void recover();

  const RocksStoreOptions options_;
  const std::string directory_;
  const std::unique_ptr<rocksdb::Env> env_;  // with logs in files that are used again (table/wal_files.h)
  mutable std::shared_mutex db_mutex_;       // exclusive: reopening. Who commits alone changes db_
  std::unique_ptr<Database> db_;
  const SystemClock clock_;
  std::atomic<std::uint64_t> commits_ = 0;
  // Of who commits:
  rocksdb::WriteBatch batch_;
  std::vector<std::pair<WriteBatch::Change, std::size_t>> changes_;  // and their places
  rocksdb::Status failure_;                                          // of the last write
  std::chrono::nanoseconds failed_at_{0};
};

}  // namespace penstock
