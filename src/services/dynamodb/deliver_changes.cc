#include <algorithm>

#include "api/kinesis/client.h"
#include "services/dynamodb/kinesis_event.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

constexpr Millis pause_between_deliveries{50};
constexpr int batches_max = 20;  // of one destination before others have their turn
// What PutRecords takes, with partition keys: 500 records of 10 MiB together, each of what every stream takes.
constexpr PageBounds batch_bounds{.entries_max = 500, .bytes_max = 2 << 20};
constexpr std::size_t batch_bytes_max = 10 << 20;
constexpr std::size_t record_bytes_max = 1 << 20;

// How many of the first records Kinesis has taken.
std::size_t taken(const kinesis::PutRecordsOutput& out) {
  const auto refused = std::ranges::find_if(out.records, [](const auto& one) { return one.error_code.has_value(); });
  return static_cast<std::size_t>(refused - out.records.begin());
}

}  // namespace

Task<void> DynamodbService::deliver_until_stopped() {
  bool more = false;
  while (!stopping_) {
    if (!more) co_await sleep_for(pause_between_deliveries);
    if (!stopping_) more = co_await deliver_changes();
  }
}

Task<bool> DynamodbService::deliver_changes() {
  bool more = false;
  if (!options_.kinesis) co_return false;
  for (const auto& table : catalog_.all()) {
    for (const auto& destination : table->record.destinations) {
      if (!destination.is_enabled() || stopping_) continue;
      // A stream that is gone or refuses is asked again next time.
      const auto delivered = co_await as_result(deliver(table, destination));
      more = (delivered && *delivered) || more;
    }
  }
  co_return more;
}

// What Kinesis has acknowledged is erased: what a crash leaves is delivered again. Whether there is more at once.
Task<Result<bool>> DynamodbService::deliver(TableSnapshot table, KinesisDestination destination) {
  auto& feed = *table->feeds.at(destination.feed.ordinal);
  const auto number = table->record.number;
  const auto transport = options_.kinesis(table->key.account, table->key.region);
  kinesis::KinesisClient client(*transport);
  for (int batch = 0; batch < batches_max && !stopping_; ++batch) {
    const auto begin = feed.trimmed_to();
    const auto end = feed.reach(clock_.now()).visible_end;
    if (begin >= end) co_return false;
    const auto page = co_await store_.read_page({.begin = record_store_key(number, destination.feed.ordinal, begin),
                                                 .end = record_store_key(number, destination.feed.ordinal, end)},
                                                batch_bounds);
    kinesis::PutRecordsInput put{.stream_arn = destination.stream_arn};
    std::vector<StreamPosition> positions;
    auto delivered_to = page.entries.empty() ? end : position_in(page.entries.back().key) + 1;
    bool more_follow = page.more;
    std::size_t bytes = 0;
    for (const auto& entry : page.entries) {
      const auto change = decode_change(entry.value);
      const auto position = position_in(entry.key);
      // One that is damaged, or too long for Kinesis, is passed over.
      auto data = change ? kinesis_event(*table, destination, position, *change) : std::string();
      if (data.empty()) continue;
      auto partition_key = kinesis_partition_key(*change);
      const auto size = data.size() + partition_key.size();
      if (size > record_bytes_max) continue;
      if (bytes + size > batch_bytes_max) {
        delivered_to = position;
        more_follow = true;
        break;
      }
      bytes += size;
      positions.push_back(position);
      put.records.push_back({.data = std::move(data), .partition_key = std::move(partition_key)});
    }
    if (!put.records.empty()) {
      const auto out = co_await client.put_records(std::move(put));
      if (const auto count = taken(out); count < positions.size()) delivered_to = positions[count];
    }
    if (delivered_to == begin) co_return false;  // it refuses: after a pause
    WriteBatch erased;
    erased.erase_range(record_store_key(number, destination.feed.ordinal, first_position(0)),
                       record_store_key(number, destination.feed.ordinal, delivered_to));
    co_await store_.write(std::move(erased));
    feed.trim_to(delivered_to);
    if (!more_follow) co_return false;
  }
  co_return true;
}

}  // namespace penstock::dynamodb
