#include "services/dynamodb/change_record.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

constexpr Millis pause_between_trims{10'000};
constexpr PageBounds step_bounds{.entries_max = 1'000, .bytes_max = 1 << 20};
constexpr int steps_max = 100;  // of one stream at a time; the rest comes next time

}  // namespace

// Removes the change records that are older than a stream keeps them, and streams whose time is over.
Task<Status> DynamodbService::trim_streams() {
  const auto now = clock_.now();
  if (now - trimmed_at_ < pause_between_trims) co_return ok();
  trimmed_at_ = now;
  for (const auto& stream : catalog_.all_streams()) co_await trim_stream(stream);
  co_await trim_feeds();
  const auto turn = co_await catalog_.turn();
  co_return co_await as_result(catalog_.forget_streams(TableCatalog::Forget::over));
}

// What a destination could not be given for so long is lost, as on AWS. Of a disabled one nothing is kept.
Task<Status> DynamodbService::trim_feeds() {
  for (const auto& table : catalog_.all()) {
    for (const auto& destination : table->record.destinations) {
      const auto& feed = table->feeds.at(destination.feed.ordinal);
      if (destination.is_enabled()) {
        co_await trim_stream({table, destination.feed, feed});
        continue;
      }
      const auto end = feed->reach(clock_.now()).visible_end;
      if (feed->trimmed_to() >= end) continue;
      WriteBatch batch;
      auto range = records_of_stream(table->record.number, destination.feed.ordinal);
      batch.erase_range(std::move(range.begin), record_store_key(table->record.number, destination.feed.ordinal, end));
      co_await store_.write(std::move(batch));
      feed->trim_to(end);
    }
  }
  co_return ok();
}

Task<Status> DynamodbService::trim_stream(StreamSnapshot snapshot) {
  auto& stream = *snapshot.stream;
  const auto number = snapshot.table->record.number;
  const auto ordinal = snapshot.record.ordinal;
  const auto horizon = clock_.now() - limits::stream_retention;
  const auto oldest_shard = snapshot.record.first_shard(clock_.now());
  const auto kept_from = stream.trimmed_to();
  auto trimmed_to = std::max(kept_from, first_position(oldest_shard));
  const auto end = std::min(stream.reach(clock_.now()).visible_end, first_position(oldest_shard + 1));
  bool more = snapshot.record.begin_of(oldest_shard) < horizon;
  for (int step = 0; more && step < steps_max && trimmed_to < end && !stopping_; ++step) {
    const auto page = co_await store_.read_page(
        {.begin = record_store_key(number, ordinal, trimmed_to), .end = record_store_key(number, ordinal, end)},
        step_bounds);
    more = page.more;
    for (const auto& entry : page.entries) {
      const auto change = decode_change(entry.value);
      if (change && change->time >= horizon) {
        more = false;
        break;
      }
      trimmed_to = position_in(entry.key) + 1;
    }
    co_await resume_on(*Executor::current());  // others have their turn
  }
  if (trimmed_to == kept_from) co_return ok();
  stream.trim_to(trimmed_to);
  WriteBatch batch;
  batch.erase_range(record_store_key(number, ordinal, first_position(0)),
                    record_store_key(number, ordinal, trimmed_to));
  co_return co_await as_result(store_.write(std::move(batch)));
}

}  // namespace penstock::dynamodb
