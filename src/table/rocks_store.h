// Store (table/store.h) on RocksDB. One per server; app/wiring.cc opens it and hands it to the services.
//
// Threads: everything from any thread. Writes gather in one bounded queue (table/write_queue.h); whoever commits, an
// event loop that ends its turn or the queue's thread, takes all that wait, writes them as one RocksDB batch and one
// fdatasync, and resumes each writer on its executor. Everything that arrives during one fsync shares the next.
//
// Failure: when the disk refuses a write or an fsync, the writers get 503 and nothing of theirs is visible; reads go
// on. While writes come, the store probes the disk once a second and, when it takes bytes again, reopens itself: that
// rereads what the disk really holds. docs/formats/table.md has the layout.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "io/blocking_pool.h"
#include "io/commit_time.h"
#include "io/disk.h"
#include "table/store.h"

namespace rocksdb {
class Env;
}

namespace penstock {

class RocksEngine;
class WriteQueue;

struct RocksStoreOptions {
  enum class Durability { fsync, os };  // os: an acknowledged write survives a crash of the process, not of the machine
  Durability durability = Durability::fsync;
  std::size_t queue_bytes_max = 64 << 20;  // keys and values that wait for a commit; over it: 503
  InTurnBounds in_turn = {};               // what an event loop commits by itself
  std::size_t memtable_bytes = 8 << 20;
  std::size_t cache_bytes = 64 << 20;                                 // of blocks, as far as they are used
  std::chrono::nanoseconds retry_interval = std::chrono::seconds(1);  // between probes of a disk that failed
  Disk* disk = nullptr;          // of the write-ahead logs; outlives the store. Null: the machine's
  BlockingPool* pool = nullptr;  // where reads wait for the disk; outlives the store. Null: the reader itself waits
  rocksdb::Env* env = nullptr;   // of all other files: tests inject faults; outlives the store
};

class RocksStore final : public Store {
 public:
  // Opens or creates the store in `directory`. Blocks: at start only. Errors: 500 InternalFailure that says what is
  // wrong (corrupt, locked by another process, written by a newer version).
  static Result<std::unique_ptr<RocksStore>> open(const std::filesystem::path& directory,
                                                  RocksStoreOptions options = {});

  // Waits for the writes under way; no call may be made meanwhile.
  ~RocksStore() override;

  Result<std::optional<std::string>> get(std::string_view key) const override;
  Result<std::vector<KeyValue>> scan(std::string_view begin, std::string_view end,
                                     std::size_t count_max) const override;
  Task<Result<std::optional<std::string>>> read(std::string key) const override;
  Task<Result<std::vector<std::optional<std::string>>>> read_all(std::vector<std::string> keys) const override;
  Task<Result<Page>> read_page(KeyRange range, PageBounds bounds) const override;
  Task<Status> write(WriteBatch batch) override;

  // How many commits were made; writes per commit is what sharing gains.
  std::uint64_t commits() const;

 private:
  explicit RocksStore(std::unique_ptr<RocksEngine> engine);

  std::unique_ptr<RocksEngine> engine_;
  std::shared_ptr<WriteQueue> queue_;  // whose thread uses the engine
};

}  // namespace penstock
