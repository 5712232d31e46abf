#include "item/item_encoding.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

constexpr PageBounds step_bounds{.entries_max = 1'000, .bytes_max = 256 << 10};

}  // namespace

// Counts the items of tables whose counts a crash has lost. What is written meanwhile may count twice: AWS's counts are
// hours old.
Task<Status> DynamodbService::recount() {
  for (const auto& table : catalog_.all()) {
    for (const auto& [index, counts] : table->counts) {
      if (!counts->known) co_await recount(*table, index, *counts);
    }
  }
  co_return ok();
}

Task<Status> DynamodbService::recount(const Table& table, IndexNumber index, Counts& counts) {
  counts.items = 0;  // from here on it counts what changes
  counts.bytes = 0;
  std::int64_t items = 0;
  std::int64_t bytes = 0;
  auto range = entries_of_index(table.record.number, index);
  for (bool more = true; more && !stopping_;) {
    const auto page = co_await store_.read_page(range, step_bounds);
    for (const auto& entry : page.entries) {
      const auto item = item::decode_item(entry.value);
      if (!item) continue;
      ++items;
      bytes += static_cast<std::int64_t>(item::size_of(*item));
    }
    more = page.more;
    if (more) range.begin = page.entries.back().key + '\0';
    co_await resume_on(*Executor::current());  // others have their turn
  }
  if (stopping_) co_return ok();
  counts.items += items;
  counts.bytes += bytes;
  counts.known = true;
  co_return ok();
}

}  // namespace penstock::dynamodb
