#include "table/rocks_engine.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "io/real_disk.h"
#include "table/no_wait_files.h"
#include "table/table_format.h"
#include "table/wal_files.h"

namespace penstock {
namespace {

constexpr std::size_t moved_batch_bytes = 1 << 20;
constexpr std::size_t batch_bytes_kept = 1 << 20;  // of a batch's memory for the next one

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
Database::Options options_of(const RocksStoreOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.cache_bytes, 2);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  // Filters and indexes of large stores come and go in pieces.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;

  rocksdb::Options engine;
  engine.create_if_missing = true;
  engine.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  engine.compression = supports(rocksdb::kLZ4Compression) ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  engine.write_buffer_size = options.memtable_bytes;
  engine.arena_block_size = std::min<std::size_t>(256 << 10, options.memtable_bytes / 8);
  engine.memtable_prefix_bloom_size_ratio = 0.02;  // most keys that are read are not in it
  engine.memtable_whole_key_filtering = true;
  engine.max_write_buffer_number = 2;
  engine.allow_concurrent_memtable_write = false;  // one commit thread writes
  engine.enable_write_thread_adaptive_yield = false;
  engine.max_background_jobs = 2;
  engine.max_open_files = 512;
  engine.compaction_readahead_size = 256 << 10;
  engine.max_file_opening_threads = 2;
  engine.skip_stats_update_on_db_open = true;
  engine.target_file_size_base = 16 << 20;
  // Runs of about one size are merged, so that an entry is written anew three or four times while the store grows a
  // hundredfold, and not up to ten times for each level. What was replaced takes as much of the disk as what is there.
  engine.compaction_style = rocksdb::kCompactionStyleUniversal;
  engine.level0_file_num_compaction_trigger = 8;  // runs
  engine.compaction_options_universal.max_size_amplification_percent = 100;
  engine.info_log_level = rocksdb::WARN_LEVEL;
  engine.keep_log_file_num = 2;
  engine.max_log_file_size = 1 << 20;
  engine.stats_dump_period_sec = 0;
  engine.stats_persist_period_sec = 0;
  engine.max_total_wal_size = 64 << 20;  // what a start has to read, whichever family it is of

  // Its keys are looked for in order alone. They come in order, too, so that levels seldom have to be merged.
  rocksdb::ColumnFamilyOptions sequences(engine);
  sequences.compaction_style = rocksdb::kCompactionStyleLevel;
  sequences.level0_file_num_compaction_trigger = 4;
  sequences.max_bytes_for_level_base = 64 << 20;
  table.filter_policy = nullptr;
  table.partition_filters = false;
  sequences.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  sequences.memtable_prefix_bloom_size_ratio = 0;
  sequences.memtable_whole_key_filtering = false;
  return {.main = engine, .sequences = sequences};
}

// Version 1 had all keys in one family. What a crash cuts short is begun anew; nothing else writes before it is done.
rocksdb::Status move_sequences(const Database& database) {
  auto& db = database.db();
  rocksdb::WriteOptions durable;
  durable.sync = true;
  rocksdb::WriteBatch batch;
  rocksdb::ReadOptions range;
  const auto end = slice(table_format::sequences_end);
  range.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> entry(db.NewIterator(range, database.main()));
  rocksdb::Status status;
  for (entry->Seek(slice(table_format::sequences_prefix)); status.ok() && entry->Valid(); entry->Next()) {
    status = batch.Put(database.sequences(), entry->key(), entry->value());
    if (!status.ok() || batch.GetDataSize() < moved_batch_bytes) continue;
    status = db.Write(durable, &batch);
    batch.Clear();
  }
  if (status.ok()) status = entry->status();
  if (status.ok()) status = batch.DeleteRange(database.main(), slice(table_format::sequences_prefix), end);
  if (status.ok()) status = batch.Put(database.main(), slice(table_format::version_key), slice(table_format::version));
  return status.ok() ? db.Write(durable, &batch) : status;
}

// Checks the format entry, or writes it into a new store.
Status check_format(const Database& database) {
  auto& db = database.db();
  std::string version;
  const auto status = db.Get({}, database.main(), slice(table_format::version_key), &version);
  if (status.ok() && version == table_format::version) return ok();
  if (status.ok() && version != table_format::version_with_one_family) {
    return error::internal(
        fmt::format("The metadata store has format {}; this program knows format {}. Use the program "
                    "that wrote it, or a newer one.",
                    version, table_format::version));
  }
  if (!status.ok() && !status.IsNotFound()) return unreadable(status);
  const std::unique_ptr<rocksdb::Iterator> any(db.NewIterator({}, database.main()));
  any->SeekToFirst();
  if (version.empty() && any->Valid()) {
    return error::internal("The metadata store holds data that another program wrote.");
  }
  if (const auto moved = move_sequences(database); !moved.ok()) return refused(moved);
  return ok();
}

std::unique_ptr<rocksdb::Env> env_of(const std::string& directory, const RocksStoreOptions& options) {
  static RealDisk machine;
  auto& disk = options.disk ? *options.disk : machine;
  const auto target =
      std::make_shared<NoWaitFiles>(options.env ? options.env->GetFileSystem() : rocksdb::FileSystem::Default(), disk);
  const WalFilesOptions logs{.syncs = options.durability == RocksStoreOptions::Durability::fsync};
  auto env = rocksdb::NewCompositeEnv(std::make_shared<WalFiles>(target, disk, directory, logs));
  // The largest merges have a thread of their own: they take minutes, and no flush or small merge waits for them.
  env->SetBackgroundThreads(1, rocksdb::Env::Priority::BOTTOM);
  return env;
}

}  // namespace

ApiError unreadable(const rocksdb::Status& status) {
  return error::internal(fmt::format("The metadata store cannot be read: {}", status.ToString()));
}

Result<std::unique_ptr<RocksEngine>> RocksEngine::open(const std::string& directory, const RocksStoreOptions& options) {
  std::unique_ptr<RocksEngine> engine(new RocksEngine(directory, options));
  const auto status = engine->open_database();
  if (!status.ok()) {
    return error::internal(fmt::format("The metadata store {} cannot be opened: {}", directory, status.ToString()));
  }
  if (auto known = check_format(*engine->db_); !known) return std::move(known.error());
  return engine;
}

RocksEngine::RocksEngine(std::string directory, const RocksStoreOptions& options)
    : options_(options), directory_(std::move(directory)), env_(env_of(directory_, options)) {}

RocksEngine::~RocksEngine() = default;

Database::Options RocksEngine::database_options() const {
  auto options = options_of(options_);
  options.main.env = env_.get();
  return options;
}

rocksdb::Status RocksEngine::open_database() {
  return Database::open(database_options(), directory_, Database::Use::writing, db_);
}

// Whether the disk takes and keeps as many bytes as an opening store may write.
rocksdb::Status RocksEngine::probe_disk() const {
  const auto name = directory_ + "/space.probe";
  std::unique_ptr<rocksdb::WritableFile> file;
  auto status = env_->NewWritableFile(name, &file, {});
  const std::string block(64 << 10, '\0');
  for (std::size_t written = 0; status.ok() && written < options_.memtable_bytes; written += block.size()) {
    status = file->Append(block);
  }
  if (status.ok()) status = file->Sync();
  if (file) file->Close().PermitUncheckedError();
  env_->DeleteFile(name).PermitUncheckedError();
  return status;
}

std::optional<Status> RocksEngine::commit(std::span<const WriteBatch* const> batches, WriteQueue::Wait wait) {
  const bool waits = wait == WriteQueue::Wait::allowed;
  if (!failure_.ok() && !waits) return std::nullopt;
  if (!failure_.ok()) recover();
  if (!failure_.ok()) return refused(failure_);
  fill_batch(batches);
  rocksdb::WriteOptions options;
  options.sync = options_.durability == RocksStoreOptions::Durability::fsync;
  options.no_slowdown = !waits;
  const auto status = db_->db().Write(options, &batch_);
  if (status.IsIncomplete() && !waits) return std::nullopt;
  ++commits_;
  if (status.ok()) return ok();
  failure_ = status;
  failed_at_ = clock_.steady();
  return refused(failure_);
}

void RocksEngine::fill_batch(std::span<const WriteBatch* const> batches) {
  if (batch_.Data().capacity() > batch_bytes_kept) batch_ = rocksdb::WriteBatch();
  batch_.Clear();
  changes_.clear();
  bool has_ranges = false;
  for (const auto* batch : batches) {
    for (const auto& change : batch->changes()) {
      changes_.emplace_back(change, changes_.size());
      has_ranges |= change.kind == WriteBatch::Kind::erase_range;
    }
  }
  // In the order of keys each one is looked for from where the last one went into the memtable.
  if (!has_ranges) {
    std::ranges::sort(changes_, {}, [](const auto& one) { return std::pair(one.first.key, one.second); });
  }
  for (const auto& [change, place] : changes_) {
    rocksdb::Status status;
    switch (change.kind) {
      case WriteBatch::Kind::put:
        status = batch_.Put(db_->of(change.key), slice(change.key), slice(change.value));
        break;
      case WriteBatch::Kind::erase:
        status = batch_.Delete(db_->of(change.key), slice(change.key));
        break;
      case WriteBatch::Kind::erase_range:
        for (const auto& part : db_->parts_of(change.key, change.value).in_order()) {
          status = batch_.DeleteRange(part.family, slice(part.begin), slice(part.end));
          CHECK(status.ok());
        }
        break;
    }
    CHECK(status.ok());
  }
}

// What a failed write or fsync left on the disk is known only after rereading it: the store is opened anew, once the
// disk takes bytes again. RocksDB's own Resume() is no alternative: when it meets a full disk once, it keeps failing.
void RocksEngine::recover() {
  if (clock_.steady() - failed_at_ < options_.retry_interval) return;
  failed_at_ = clock_.steady();
  failure_ = probe_disk();
  if (!failure_.ok()) return;
  const std::unique_lock lock(db_mutex_);
  db_.reset();
  failure_ = open_database();
  if (failure_.ok()) return;
  Database::open(database_options(), directory_, Database::Use::reading, db_).PermitUncheckedError();
}

}  // namespace penstock
