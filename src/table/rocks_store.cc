#include "table/rocks_store.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "base/executor.h"
#include "io/clock.h"
#include "table/table_format.h"

namespace penstock {
namespace {

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

ApiError unreadable(const rocksdb::Status& status) {
  return error::internal(fmt::format("The metadata store cannot be read: {}", status.ToString()));
}

ApiError refused(const rocksdb::Status& status) {
  if (status.IsNoSpace()) {
    return error::unavailable("The disk is full: writes are refused until space is free; reads go on.");
  }
  return error::unavailable(
      fmt::format("The disk fails ({}): writes are refused until it works again; reads go on.", status.ToString()));
}

bool supports(rocksdb::CompressionType type) {
  const auto types = rocksdb::GetSupportedCompressions();
  return std::find(types.begin(), types.end(), type) != types.end();
}

// Small everywhere: an idle server stays under 40 MB, and a service's state is small beside the objects and logs.
rocksdb::Options engine_options(const RocksStoreOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.cache_bytes, 2);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;

  rocksdb::Options engine;
  if (options.env) engine.env = options.env;
  engine.create_if_missing = true;
  engine.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  engine.compression = supports(rocksdb::kLZ4Compression) ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  engine.write_buffer_size = options.memtable_bytes;
  engine.arena_block_size = std::min<std::size_t>(256 << 10, options.memtable_bytes / 8);
  engine.max_write_buffer_number = 2;
  engine.allow_concurrent_memtable_write = false;  // one commit thread writes
  engine.enable_write_thread_adaptive_yield = false;
  engine.max_background_jobs = 2;
  engine.max_open_files = 512;
  engine.max_file_opening_threads = 2;
  engine.skip_stats_update_on_db_open = true;
  engine.target_file_size_base = 16 << 20;
  engine.max_bytes_for_level_base = 64 << 20;
  engine.info_log_level = rocksdb::WARN_LEVEL;
  engine.keep_log_file_num = 2;
  engine.max_log_file_size = 1 << 20;
  engine.stats_dump_period_sec = 0;
  engine.stats_persist_period_sec = 0;
  return engine;
}

// Checks the format entry, or writes it into a new store.
Status check_format(rocksdb::DB& db) {
  std::string version;
  auto status = db.Get({}, slice(table_format::version_key), &version);
  if (status.ok()) {
    if (version == table_format::version) return ok();
    return error::internal(
        fmt::format("The metadata store has format {}; this program knows format {}. Use the program "
                    "that wrote it, or a newer one.",
                    version, table_format::version));
  }
  if (!status.IsNotFound()) return unreadable(status);
  const std::unique_ptr<rocksdb::Iterator> any(db.NewIterator({}));
  any->SeekToFirst();
  if (any->Valid()) return error::internal("The metadata store holds data that another program wrote.");
  rocksdb::WriteOptions durable;
  durable.sync = true;
  status = db.Put(durable, slice(table_format::version_key), slice(table_format::version));
  if (!status.ok()) return refused(status);
  return ok();
}

rocksdb::Status open_database(const RocksStoreOptions& options, const std::string& directory,
                              std::unique_ptr<rocksdb::DB>& db) {
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::Open(engine_options(options), directory, &opened);
  db.reset(opened);
  return status;
}

// Whether the disk takes and keeps as many bytes as an opening store may write.
rocksdb::Status probe_disk(const RocksStoreOptions& options, const std::string& directory) {
  auto* env = options.env ? options.env : rocksdb::Env::Default();
  const auto name = directory + "/space.probe";
  std::unique_ptr<rocksdb::WritableFile> file;
  auto status = env->NewWritableFile(name, &file, {});
  const std::string block(64 << 10, '\0');
  for (std::size_t written = 0; status.ok() && written < options.memtable_bytes; written += block.size()) {
    status = file->Append(block);
  }
  if (status.ok()) status = file->Sync();
  if (file) file->Close().PermitUncheckedError();
  env->DeleteFile(name).PermitUncheckedError();
  return status;
}

}  // namespace

class RocksStore::Engine {
 public:
  Engine(std::unique_ptr<rocksdb::DB> db, std::string directory, const RocksStoreOptions& options)
      : options_(options),
        directory_(std::move(directory)),
        db_(std::move(db)),
        committer_([this] { commit_until_stopped(); }) {}

  ~Engine() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_.notify_one();
    committer_.join();
    close();
  }

  // A write in the queue; it lives in its coroutine's frame.
  struct Waiting {
    Engine& engine;
    const WriteBatch& batch;
    std::size_t bytes = 0;
    std::coroutine_handle<> handle = {};
    Executor* executor = nullptr;  // null: the thread blocks, as at start-up
    bool done = false;             // guarded by mutex_
    Status answer = {};

    bool await_ready() {
      executor = Executor::current();
      if (executor) return false;
      if (engine.enqueue(*this)) engine.wait_for(*this);
      return true;
    }
    bool await_suspend(std::coroutine_handle<> awaiting) {
      handle = awaiting;
      return engine.enqueue(*this);
    }
    Status await_resume() { return std::move(answer); }
  };

  // Reads go on while the store is reopened after a failure: they wait for its end.
  template <class Read>
  std::invoke_result_t<Read, rocksdb::DB&> read(Read read_from) const {
    const std::shared_lock lock(db_mutex_);
    if (!db_) return error::internal("The metadata store cannot be read: the disk failed and reopening did not help.");
    return read_from(*db_);
  }
  std::uint64_t commits() const { return commits_; }
  BlockingPool* pool() const { return options_.pool; }

 private:
  // False with an answer when the queue is over its bound.
  bool enqueue(Waiting& waiting) {
    {
      const std::lock_guard lock(mutex_);
      if (queue_bytes_ + waiting.bytes > options_.queue_bytes_max && queue_bytes_ > 0) {
        waiting.answer = error::unavailable("The server is busy: too many metadata changes wait for the disk.");
        return false;
      }
      queue_bytes_ += waiting.bytes;
      queue_.push_back(&waiting);
    }
    work_.notify_one();
    return true;
  }

  void wait_for(Waiting& waiting) {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return waiting.done; });
  }

  void commit_until_stopped() {
    std::vector<Waiting*> group;
    std::unique_lock lock(mutex_);
    for (;;) {
      work_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      group.clear();
      group.swap(queue_);
      lock.unlock();
      const auto status = commit(group);
      lock.lock();
      for (auto* waiting : group) answer(*waiting, status);
      done_.notify_all();
    }
  }

  void answer(Waiting& waiting, const Status& status) {
    queue_bytes_ -= waiting.bytes;
    waiting.answer = status;
    waiting.done = true;
    if (waiting.executor) waiting.executor->post(waiting.handle);  // the frame may be gone after this
  }

  Status commit(const std::vector<Waiting*>& group) {
    if (!failure_.ok()) recover();
    if (!failure_.ok()) return refused(failure_);
    std::size_t bytes = 0;
    for (const auto* waiting : group) bytes += waiting->bytes;
    rocksdb::WriteBatch batch(bytes);
    for (const auto* waiting : group) {
      for (const auto& change : waiting->batch.changes()) {
        const auto status = !change.range_end.empty() ? batch.DeleteRange(slice(change.key), slice(change.range_end))
                            : change.value            ? batch.Put(slice(change.key), slice(*change.value))
                                                      : batch.Delete(slice(change.key));
        CHECK(status.ok());
      }
    }
    rocksdb::WriteOptions options;
    options.sync = options_.durability == RocksStoreOptions::Durability::fsync;
    ++commits_;
    failure_ = db_->Write(options, &batch);
    if (failure_.ok()) return ok();
    failed_at_ = clock_.steady();
    return refused(failure_);
  }

  // What a failed write or fsync left on the disk is known only after rereading it: the store is opened anew, once the
  // disk takes bytes again. RocksDB's own Resume() is no alternative: when it meets a full disk once, it keeps failing.
  void recover() {
    if (clock_.steady() - failed_at_ < options_.retry_interval) return;
    failed_at_ = clock_.steady();
    failure_ = probe_disk(options_, directory_);
    if (!failure_.ok()) return;
    const std::unique_lock lock(db_mutex_);
    close();
    failure_ = open_database(options_, directory_, db_);
    if (!failure_.ok()) open_for_reading();
  }

  void close() {
    if (db_) db_->Close().PermitUncheckedError();
    db_.reset();
  }

  void open_for_reading() {
    rocksdb::DB* opened = nullptr;
    const auto status = rocksdb::DB::OpenForReadOnly(engine_options(options_), directory_, &opened);
    db_.reset(status.ok() ? opened : nullptr);
  }

  const RocksStoreOptions options_;
  const std::string directory_;
  mutable std::shared_mutex db_mutex_;  // exclusive: reopening. The commit thread alone changes db_
  std::unique_ptr<rocksdb::DB> db_;
  const SystemClock clock_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable done_;
  std::vector<Waiting*> queue_;
  std::size_t queue_bytes_ = 0;
  bool stopping_ = false;
  std::atomic<std::uint64_t> commits_ = 0;
  rocksdb::Status failure_;                // of the last write; the commit thread's own
  std::chrono::nanoseconds failed_at_{0};  // the commit thread's own
  std::thread committer_;                  // last: it uses all of the above
};

RocksStore::RocksStore(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
RocksStore::~RocksStore() = default;

Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::filesystem::path& directory,
                                                     RocksStoreOptions options) {
  std::unique_ptr<rocksdb::DB> db;
  const auto status = open_database(options, directory.string(), db);
  if (!status.ok()) {
    return error::internal(
        fmt::format("The metadata store {} cannot be opened: {}", directory.string(), status.ToString()));
  }
  if (auto known = check_format(*db); !known) return std::move(known.error());
  return std::unique_ptr<RocksStore>(
      new RocksStore(std::make_unique<Engine>(std::move(db), directory.string(), options)));
}

Result<std::optional<std::string>> RocksStore::get(std::string_view key) const {
  return engine_->read([key](rocksdb::DB& db) -> Result<std::optional<std::string>> {
    std::string value;
    const auto status = db.Get({}, db.DefaultColumnFamily(), slice(key), &value);
    if (status.IsNotFound()) return std::optional<std::string>{};
    if (!status.ok()) return unreadable(status);
    return std::optional<std::string>{std::move(value)};
  });
}

Result<std::vector<KeyValue>> RocksStore::scan(std::string_view begin, std::string_view end,
                                               std::size_t count_max) const {
  begin = std::max(begin, table_format::first_key);
  if (!end.empty() && begin >= end) return std::vector<KeyValue>{};
  return engine_->read([=](rocksdb::DB& db) -> Result<std::vector<KeyValue>> {
    rocksdb::ReadOptions options;
    const auto upper_bound = slice(end);
    if (!end.empty()) options.iterate_upper_bound = &upper_bound;
    const std::unique_ptr<rocksdb::Iterator> entry(db.NewIterator(options));
    std::vector<KeyValue> found;
    for (entry->Seek(slice(begin)); found.size() < count_max && entry->Valid(); entry->Next()) {
      found.push_back({entry->key().ToString(), entry->value().ToString()});
    }
    if (!entry->status().ok()) return unreadable(entry->status());
    return found;
  });
}

namespace {

using Read = Result<std::optional<std::string>>;

// Nothing when the tier is memory and the answer is not there.
std::optional<Read> read_key(rocksdb::DB& db, rocksdb::ReadTier tier, std::string_view key) {
  rocksdb::ReadOptions options;
  options.read_tier = tier;
  std::string value;
  const auto status = db.Get(options, db.DefaultColumnFamily(), slice(key), &value);
  if (status.IsIncomplete()) return std::nullopt;
  if (status.IsNotFound()) return Read(std::optional<std::string>{});
  if (!status.ok()) return Read(unreadable(status));
  return Read(std::optional<std::string>{std::move(value)});
}

// Nothing when the tier is memory and the disk has to be asked. `page` then has what memory had, and goes on from
// there.
std::optional<Status> read_entries(rocksdb::DB& db, rocksdb::ReadTier tier, const KeyRange& range,
                                   const PageBounds& bounds, Page& page) {
  const bool ascending = range.order == KeyRange::Order::ascending;
  page.entries.clear();
  const auto begin = slice(range.begin);
  const auto end = slice(range.end);
  rocksdb::ReadOptions options;
  options.read_tier = tier;
  options.iterate_lower_bound = &begin;
  options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> entry(db.NewIterator(options));
  std::size_t bytes = 0;
  for (ascending ? entry->Seek(begin) : entry->SeekForPrev(end); entry->Valid();
       ascending ? entry->Next() : entry->Prev()) {
    page.entries.push_back({entry->key().ToString(), entry->value().ToString()});
    bytes += entry->key().size() + entry->value().size();
    page.more = page.entries.size() >= bounds.entries_max || bytes >= bounds.bytes_max;
    if (page.more) return ok();
  }
  if (entry->status().IsIncomplete()) return std::nullopt;
  if (!entry->status().ok()) return Status(unreadable(entry->status()));
  return ok();
}

}  // namespace

Task<Result<std::optional<std::string>>> RocksStore::read(std::string key) const {
  const auto from = [&](rocksdb::ReadTier tier) {
    return engine_->read([&](rocksdb::DB& db) -> Result<std::optional<Read>> { return read_key(db, tier, key); });
  };
  auto cached = from(rocksdb::kBlockCacheTier);
  if (!cached) co_return std::move(cached.error());
  if (*cached) co_return std::move(**cached);
  const auto from_disk = [&]() -> Read {
    auto found = from(rocksdb::kReadAllTier);
    return found ? std::move(**found) : Read(std::move(found.error()));
  };
  if (!engine_->pool() || !Executor::current()) co_return from_disk();
  co_return co_await as_result(engine_->pool()->run(from_disk));
}

Task<Result<Page>> RocksStore::read_page(KeyRange range, PageBounds bounds) const {
  range.begin = std::max(range.begin, std::string(table_format::first_key));
  Page page;
  if (range.begin >= range.end) co_return page;
  const auto from = [&](rocksdb::ReadTier tier) {
    return engine_->read(
        [&](rocksdb::DB& db) -> Result<std::optional<Status>> { return read_entries(db, tier, range, bounds, page); });
  };
  auto cached = from(rocksdb::kBlockCacheTier);
  if (!cached) co_return std::move(cached.error());
  if (*cached) {
    if (!**cached) co_return std::move((*cached)->error());
    co_return std::move(page);
  }
  const auto from_disk = [&]() -> Status {
    auto found = from(rocksdb::kReadAllTier);
    return found ? std::move(**found) : Status(std::move(found.error()));
  };
  if (!engine_->pool() || !Executor::current()) {
    co_await from_disk();
  } else {
    co_await engine_->pool()->run(from_disk);
  }
  co_return std::move(page);
}

Task<Status> RocksStore::write(WriteBatch batch) {
  std::size_t bytes = 0;
  for (const auto& change : batch.changes()) {
    CHECK(change.key >= table_format::first_key);
    bytes += change.key.size() + (change.value ? change.value->size() : 0);
  }
  co_return co_await Engine::Waiting{.engine = *engine_, .batch = batch, .bytes = bytes};
}

std::uint64_t RocksStore::commits() const { return engine_->commits(); }

}  // namespace penstock
