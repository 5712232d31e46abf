#include "services/dynamodb/table_check.h"

#include <fmt/format.h>

#include <map>

#include "item/item_encoding.h"
#include "services/dynamodb/change_record.h"
#include "services/dynamodb/index_entry.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/table_encoding.h"

namespace penstock::dynamodb {
namespace {

constexpr std::size_t tables_per_scan = 100;
constexpr PageBounds page_bounds{.entries_max = 1'000, .bytes_max = 4 << 20};
// The newest changes of so many items are compared with the table; more would not fit into memory.
constexpr std::size_t changed_items_max = 1'000'000;

class TableCheck {
 public:
  TableCheck(Store& store, TableKey key, TableRecord record)
      : store_(store), record_(std::move(record)), checked_{.arn = key.arn()} {}

  Task<Result<CheckedTable>> run() {
    co_await check_items();
    for (const auto& index : record_.indexes) {
      if (index.is_kept() && index.filled) co_await count_entries(index.number, "index " + index.name);
    }
    if (has_times()) co_await count_entries(record_.time_to_live->index, "the times to live");
    if (record_.stream()) co_await check_stream(*record_.stream());
    co_return std::move(checked_);
  }

 private:
  bool has_times() const {
    const auto& ttl = record_.time_to_live;
    return ttl && ttl->enabled && ttl->filled;
  }

  void find(std::string what) {
    if (checked_.findings.size() < CheckedTable::findings_max) checked_.findings.push_back(std::move(what));
  }

  // Each item is readable and has its entries.
  Task<Status> check_items() {
    auto range = entries_of_index(record_.number, 0);
    for (bool more = true; more;) {
      const auto page = co_await store_.read_page(range, page_bounds);
      for (const auto& entry : page.entries) co_await check_item(entry.key, entry.value);
      more = page.more;
      if (more) range.begin = page.entries.back().key + '\0';
    }
    co_return ok();
  }

  Task<Status> check_item(std::string key, std::string value) {
    ++checked_.items;
    const auto item = item::decode_item(value);
    if (!item) {
      find("an item is damaged");
      co_return ok();
    }
    if (item_store_key(record_, *item) != key) find("an item lies under another key");
    for (const auto& index : record_.indexes) {
      if (!index.is_kept() || !index.filled) continue;
      const auto entry = index_entry(record_, index, *item);
      if (!entry) continue;
      ++expected_[index.number];
      const auto stored = co_await store_.read(entry->key);
      if (!stored) {
        find("index " + index.name + " lacks an item");
      } else if (*stored != entry->value) {
        find("index " + index.name + " has an item as it was before");
      }
    }
    if (!has_times()) co_return ok();
    const auto expiry = expiry_key(record_, *record_.time_to_live, *item);
    if (!expiry) co_return ok();
    ++expected_[record_.time_to_live->index];
    if (!co_await store_.read(*expiry)) find("the times to live lack an item");
    co_return ok();
  }

  // All that items have were found: further ones belong to no item.
  Task<Status> count_entries(IndexNumber index, std::string name) {
    std::size_t entries = 0;
    auto range = entries_of_index(record_.number, index);
    for (bool more = true; more;) {
      const auto page = co_await store_.read_page(range, page_bounds);
      entries += page.entries.size();
      more = page.more;
      if (more) range.begin = page.entries.back().key + '\0';
    }
    checked_.index_entries += entries;
    if (entries > expected_[index]) find(fmt::format("{} has {} entries of no item", name, entries - expected_[index]));
    co_return ok();
  }

  // The last change of each item leads to the item as it is, and follows the one before it.
  Task<Status> check_stream(StreamRecord stream) {
    auto range = records_of_stream(record_.number, stream.ordinal);
    for (bool more = true; more;) {
      const auto page = co_await store_.read_page(range, page_bounds);
      for (const auto& entry : page.entries) take_change(stream, entry.value);
      more = page.more;
      if (more) range.begin = page.entries.back().key + '\0';
    }
    for (const auto& [key, last] : last_changes_) {
      const auto stored = co_await store_.read(key);
      if (stored.has_value() == (last.kind == ChangeKind::remove)) {
        find(stored ? "the stream removes an item that is there" : "the stream has an item that is not there");
      } else if (stored && last.image && item::decode_item(*stored) != last.image) {
        find("the stream leads to another item than the table has");
      }
    }
    co_return ok();
  }

  void take_change(const StreamRecord& stream, std::string_view bytes) {
    ++checked_.changes;
    auto change = decode_change(bytes);
    if (!change) return find("a change record is damaged");
    auto key = item_store_key(record_, change->keys);
    const auto known = last_changes_.find(key);
    if (known == last_changes_.end() && last_changes_.size() >= changed_items_max) return;
    if (known != last_changes_.end()) {
      const bool was_there = known->second.kind != ChangeKind::remove;
      if (was_there == (change->kind == ChangeKind::insert)) find("a change does not follow the one before it");
      if (stream.view == StreamView::new_and_old_images && change->old_image &&
          change->old_image != known->second.image) {
        find("a change begins with another item than the one before it left");
      }
    }
    last_changes_.insert_or_assign(std::move(key), LastChange{change->kind, std::move(change->new_image)});
  }

  struct LastChange {
    ChangeKind kind;
    std::optional<item::Item> image;  // if the stream's view has it
  };

  Store& store_;
  const TableRecord record_;
  CheckedTable checked_;
  std::map<IndexNumber, std::size_t> expected_;
  std::map<std::string, LastChange> last_changes_;
};

}  // namespace

Task<Result<std::vector<CheckedTable>>> check_tables(Store& store) {
  std::vector<CheckedTable> checked;
  std::string begin(tables_prefix);
  const auto end = prefix_end(tables_prefix);
  while (true) {
    auto entries = co_await store.scan(begin, end, tables_per_scan);
    if (entries.empty()) co_return checked;
    begin = entries.back().key + '\0';
    for (auto& entry : entries) {
      auto key = parse_table_store_key(entry.key);
      auto record = decode_table(entry.value);
      if (!key || !record) co_return error::internal("The stored description of a table is damaged: " + entry.key);
      // What is being deleted is half gone.
      if (record->gone_from) continue;
      TableCheck check(store, *std::move(key), *std::move(record));
      checked.push_back(co_await check.run());
    }
  }
}

}  // namespace penstock::dynamodb
