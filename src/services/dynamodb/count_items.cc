#include "item/item_encoding.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

constexpr PageBounds step_bounds{.entries_max = 1'000, .bytes_max = 256 << 10};
constexpr Millis pause_between_counts{200};  // stop() waits for one at most
// The next count waits so many times as long as the last one took.
constexpr int counts_apart = 100;

struct DueCount {
  KeyRange range;
  std::shared_ptr<Counts> counts;
};

}  // namespace

Task<void> DynamodbService::count_until_stopped() {
  while (!stopping_) {
    co_await sleep_for(pause_between_counts);
    // What cannot be read now is counted later.
    if (!stopping_) static_cast<void>(co_await as_result(count_items()));
  }
}

Task<Status> DynamodbService::count_items() {
  std::vector<DueCount> due;  // without the snapshots, which a table that changes waits for
  for (const auto& table : catalog_.all()) {
    for (const auto& [index, counts] : table->counts) {
      if (counts->known && counts->unseen == 0) continue;
      if (clock_.steady() < counts->countable_from) continue;
      due.push_back({entries_of_index(table->record.number, index), counts});
    }
  }
  for (auto& [range, counts] : due) co_await count_items(std::move(range), std::move(counts));
  co_return ok();
}

// What is written meanwhile may count twice: the count is tried again then. AWS's are hours old.
Task<Status> DynamodbService::count_items(KeyRange range, std::shared_ptr<Counts> counts) {
  const auto began = clock_.steady();
  const auto unseen = counts->unseen.load();
  const auto items_before = counts->items.load();
  const auto bytes_before = counts->bytes.load();
  std::int64_t items = 0;
  std::int64_t bytes = 0;
  for (bool more = true; more && !stopping_;) {
    const auto page = co_await store_.read_page(range, step_bounds);
    for (const auto& entry : page.entries) {
      const auto size = item::size_of_encoded(entry.value);
      if (!size) continue;
      ++items;
      bytes += static_cast<std::int64_t>(*size);
    }
    more = page.more;
    if (more) range.begin = page.entries.back().key + '\0';
    co_await resume_on(*Executor::current());  // others have their turn
  }
  if (stopping_) co_return ok();
  const bool disturbed = counts->items != items_before || counts->bytes != bytes_before;
  counts->items += items - items_before;
  counts->bytes += bytes - bytes_before;
  counts->unseen += (disturbed ? 1 : 0) - unseen;
  counts->known = true;
  const auto now = clock_.steady();
  counts->countable_from = now + counts_apart * (now - began);
  co_return ok();
}

}  // namespace penstock::dynamodb
