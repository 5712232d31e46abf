#include "table/sim_store.h"

#include "base/executor.h"

namespace penstock {

// One turn of the executor, where there is one.
struct SimStore::Turn {
  bool await_ready() const { return Executor::current() == nullptr; }
  void await_suspend(std::coroutine_handle<> handle) { Executor::current()->post(handle); }
  void await_resume() const {}
};

Result<std::optional<std::string>> SimStore::get(std::string_view key) const {
  if (fail_reads_) return error::internal("The metadata store cannot be read.");
  ++entries_read_;
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return std::optional<std::string>{};
  return std::optional<std::string>{entry->second};
}

Result<std::vector<KeyValue>> SimStore::scan(std::string_view begin, std::string_view end,
                                             std::size_t count_max) const {
  if (fail_reads_) return error::internal("The metadata store cannot be read.");
  std::vector<KeyValue> found;
  for (auto entry = entries_.lower_bound(begin); entry != entries_.end() && found.size() < count_max; ++entry) {
    if (!end.empty() && entry->first >= end) break;
    found.push_back({entry->first, entry->second});
  }
  entries_read_ += found.size();
  return found;
}

// As from a disk: others may have their turn meanwhile.
Task<Result<std::optional<std::string>>> SimStore::read(std::string key) const {
  co_await Turn{};
  co_return get(key);
}

Task<Result<Page>> SimStore::read_page(KeyRange range, PageBounds bounds) const {
  co_await Turn{};
  if (fail_reads_) co_return error::internal("The metadata store cannot be read.");
  Page page;
  std::size_t bytes = 0;
  const auto take = [&](const auto& entry) {
    page.entries.push_back({entry.first, entry.second});
    bytes += entry.first.size() + entry.second.size();
    page.more = page.entries.size() >= bounds.entries_max || bytes >= bounds.bytes_max;
    return !page.more;
  };
  const auto begin = entries_.lower_bound(range.begin);
  const auto end = entries_.lower_bound(range.end);
  if (range.begin < range.end && range.order == KeyRange::Order::ascending) {
    for (auto entry = begin; entry != end && take(*entry);) ++entry;
  } else if (range.begin < range.end) {
    for (auto entry = end; entry != begin;) {
      --entry;
      if (!take(*entry)) break;
    }
  }
  entries_read_ += page.entries.size();
  co_return page;
}

Task<Status> SimStore::write(WriteBatch batch) {
  for (const auto& change : batch.changes()) CHECK(!change.key.empty() && change.key.front() != '\0');
  const auto generation = generation_;
  co_await Turn{};
  if (generation != generation_) co_return error::unavailable("The server stopped before the write was done.");
  if (!unsynced_.empty()) co_return error::unavailable("The disk failed: the store is read-only until a restart.");
  if (failures_ > 0) {
    --failures_;
    co_return error::unavailable("The disk refuses writes.");
  }
  if (std::exchange(fail_sync_, false)) {
    unsynced_.push_back(std::move(batch));
    co_return error::unavailable("The disk refuses writes.");
  }
  apply(batch, entries_);
  ++writes_;
  co_return ok();
}

void SimStore::power_cycle() {
  ++generation_;
  failures_ = 0;
  fail_sync_ = false;
  fail_reads_ = false;
  for (const auto& batch : std::exchange(unsynced_, {})) apply(batch, entries_);
}

void SimStore::apply(const WriteBatch& batch, std::map<std::string, std::string, std::less<>>& entries) {
  for (const auto& change : batch.changes()) {
    switch (change.kind) {
      case WriteBatch::Kind::put:
        entries.insert_or_assign(std::string(change.key), std::string(change.value));
        break;
      case WriteBatch::Kind::erase:
        entries.erase(std::string(change.key));
        break;
      case WriteBatch::Kind::erase_range:
        entries.erase(entries.lower_bound(change.key), entries.lower_bound(change.value));
        break;
    }
  }
}

}  // namespace penstock
