#include "table/rocks_store.h"

#include <algorithm>
#include <span>

#include "base/executor.h"
#include "table/no_wait_files.h"
#include "table/rocks_engine.h"
#include "table/table_format.h"
#include "table/write_queue.h"

namespace penstock {

RocksStore::RocksStore(std::unique_ptr<RocksEngine> engine)
    : engine_(std::move(engine)),
      queue_(WriteQueue::make([this](std::span<const WriteBatch* const> batches,
                                     WriteQueue::Wait wait) { return engine_->commit(batches, wait); },
                              engine_->options().queue_bytes_max, engine_->options().in_turn)) {}

RocksStore::~RocksStore() { queue_->close(); }

Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::filesystem::path& directory,
                                                     RocksStoreOptions options) {
  auto engine = RocksEngine::open(directory.string(), options);
  if (!engine) return std::move(engine.error());
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(*engine)));
}

Result<std::optional<std::string>> RocksStore::get(std::string_view key) const {
  return engine_->read([key](const Database& db) -> Result<std::optional<std::string>> {
    std::string value;
    const auto status = db.db().Get({}, db.of(key), slice(key), &value);
    if (status.IsNotFound()) return std::optional<std::string>{};
    if (!status.ok()) return unreadable(status);
    return std::optional<std::string>{std::move(value)};
  });
}

Result<std::vector<KeyValue>> RocksStore::scan(std::string_view begin, std::string_view end,
                                               std::size_t count_max) const {
  begin = std::max(begin, table_format::first_key);
  if (!end.empty() && begin >= end) return std::vector<KeyValue>{};
  return engine_->read([=](const Database& db) -> Result<std::vector<KeyValue>> {
    std::vector<KeyValue> found;
    for (const auto& part : db.parts_of(begin, end).in_order()) {
      rocksdb::ReadOptions options;
      const auto upper_bound = slice(part.end);
      if (!part.end.empty()) options.iterate_upper_bound = &upper_bound;
      const std::unique_ptr<rocksdb::Iterator> entry(db.db().NewIterator(options, part.family));
      for (entry->Seek(slice(part.begin)); found.size() < count_max && entry->Valid(); entry->Next()) {
        found.push_back({entry->key().ToString(), entry->value().ToString()});
      }
      if (!entry->status().ok()) return unreadable(entry->status());
    }
    return found;
  });
}

namespace {

using Read = Result<std::optional<std::string>>;

enum class Wait : std::uint8_t { never, allowed };

// What ended because the thread must not wait.
bool would_wait(const rocksdb::Status& status) {
  return NoWaiting::refused() || status.IsBusy() || status.IsIncomplete();
}

// Nothing when the answer is on the disk and the thread must not wait.
std::optional<Read> read_key(const Database& db, Wait wait, std::string_view key) {
  std::optional<NoWaiting> no_waiting;
  if (wait == Wait::never) no_waiting.emplace();
  std::string value;
  const auto status = db.db().Get({}, db.of(key), slice(key), &value);
  if (no_waiting && would_wait(status)) return std::nullopt;
  if (status.IsNotFound()) return Read(std::optional<std::string>{});
  if (!status.ok()) return Read(unreadable(status));
  return Read(std::optional<std::string>{std::move(value)});
}

using Values = std::vector<std::optional<std::string>>;

// All together: RocksDB then looks at each file once. Nothing when an answer is on the disk and the thread must not
// wait.
std::optional<Status> read_keys(const Database& db, Wait wait, std::span<const std::string> keys, Values& values) {
  std::optional<NoWaiting> no_waiting;
  if (wait == Wait::never) no_waiting.emplace();
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::vector<rocksdb::Slice> slices;
  families.reserve(keys.size());
  slices.reserve(keys.size());
  for (const auto& key : keys) {
    families.push_back(db.of(key));
    slices.push_back(slice(key));
  }
  std::vector<rocksdb::PinnableSlice> found(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db.db().MultiGet({}, keys.size(), families.data(), slices.data(), found.data(), statuses.data());
  if (no_waiting && std::ranges::any_of(statuses, would_wait)) return std::nullopt;
  values.assign(keys.size(), std::nullopt);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      values[i] = found[i].ToString();
    } else if (!statuses[i].IsNotFound()) {
      return Status(unreadable(statuses[i]));
    }
  }
  return ok();
}

// Adds a part's entries to the page, up to its bounds.
rocksdb::Status read_part(const Database& db, const Database::Part& part, KeyRange::Order order,
                          const PageBounds& bounds, Page& page) {
  const bool ascending = order == KeyRange::Order::ascending;
  const auto begin = slice(part.begin);
  const auto end = slice(part.end);
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &begin;
  options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> entry(db.db().NewIterator(options, part.family));
  std::size_t bytes = 0;
  for (const auto& before : page.entries) bytes += before.key.size() + before.value.size();
  for (ascending ? entry->Seek(begin) : entry->SeekForPrev(end); entry->Valid();
       ascending ? entry->Next() : entry->Prev()) {
    page.entries.push_back({entry->key().ToString(), entry->value().ToString()});
    bytes += entry->key().size() + entry->value().size();
    page.more = page.entries.size() >= bounds.entries_max || bytes >= bounds.bytes_max;
    if (page.more) return rocksdb::Status::OK();
  }
  return entry->status();
}

// Nothing when the disk has to be asked and the thread must not wait.
std::optional<Status> read_entries(const Database& db, Wait wait, const KeyRange& range, const PageBounds& bounds,
                                   Page& page) {
  std::optional<NoWaiting> no_waiting;
  if (wait == Wait::never) no_waiting.emplace();
  page = {};
  const auto parts = db.parts_of(range.begin, range.end);
  const auto in_order = parts.in_order();
  for (std::size_t i = 0; i < in_order.size() && !page.more; ++i) {
    const auto& part = in_order[range.order == KeyRange::Order::ascending ? i : in_order.size() - 1 - i];
    const auto status = read_part(db, part, range.order, bounds, page);
    if (no_waiting && would_wait(status)) return std::nullopt;
    if (!status.ok()) return Status(unreadable(status));
  }
  return ok();
}

// For what is not in memory: `read` may wait then, on a thread of the pool where there is one.
template <class Reading>
Task<typename std::invoke_result_t<Reading, Wait>::value_type::value_type> from_disk(BlockingPool* pool, Reading read) {
  using Answer = typename std::invoke_result_t<Reading, Wait>::value_type::value_type;
  const auto answer = [&]() -> Answer {
    auto found = read(Wait::allowed);
    if (!found) return std::move(found.error());
    return std::move(**found);
  };
  if (!pool || !Executor::current()) co_return answer();
  co_return co_await as_result(pool->run(answer));
}

}  // namespace

Task<Result<std::optional<std::string>>> RocksStore::read(std::string key) const {
  const auto read = [&](Wait wait) {
    return engine_->read([&](const Database& db) -> Result<std::optional<Read>> { return read_key(db, wait, key); });
  };
  auto cached = read(Wait::never);
  if (!cached) co_return std::move(cached.error());
  if (*cached) co_return std::move(**cached);
  co_return co_await as_result(from_disk(engine_->options().pool, read));
}

Task<Result<std::vector<std::optional<std::string>>>> RocksStore::read_all(std::vector<std::string> keys) const {
  Values values;
  const auto read = [&](Wait wait) {
    return engine_->read(
        [&](const Database& db) -> Result<std::optional<Status>> { return read_keys(db, wait, keys, values); });
  };
  auto cached = read(Wait::never);
  if (!cached) co_return std::move(cached.error());
  if (!*cached) *cached = co_await as_result(from_disk(engine_->options().pool, read));
  co_await std::move(**cached);
  co_return std::move(values);
}

Task<Result<Page>> RocksStore::read_page(KeyRange range, PageBounds bounds) const {
  range.begin = std::max(range.begin, std::string(table_format::first_key));
  Page page;
  if (range.begin >= range.end) co_return page;
  const auto read = [&](Wait wait) {
    return engine_->read([&](const Database& db) -> Result<std::optional<Status>> {
      return read_entries(db, wait, range, bounds, page);
    });
  };
  auto cached = read(Wait::never);
  if (!cached) co_return std::move(cached.error());
  if (!*cached) *cached = co_await as_result(from_disk(engine_->options().pool, read));
  co_await std::move(**cached);
  co_return std::move(page);
}

Task<Status> RocksStore::write(WriteBatch batch) {
  for (const auto& change : batch.changes()) CHECK(change.key >= table_format::first_key);
  co_return co_await queue_->write(batch);
}

std::uint64_t RocksStore::commits() const { return engine_->commits(); }

}  // namespace penstock
