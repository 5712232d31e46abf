// GetRecords.
#include <algorithm>

#include "api/dynamodbstreams/errors.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/stream_event.h"
#include "services/dynamodb/stream_iterator.h"
#include "services/dynamodb/stream_shards.h"
#include "services/dynamodb/streams_service.h"

namespace penstock::dynamodb {
namespace {

namespace errors = dynamodbstreams::errors;

dynamodbstreams::Record described(const StreamSnapshot& stream, StreamPosition position, ChangeRecord change) {
  dynamodbstreams::Record record{.event_id = event_id(stream.table->record, stream.record, position),
                                 .event_name = std::string(event_name(change.kind)),
                                 .event_version = "1.1",
                                 .event_source = "aws:dynamodb",
                                 .aws_region = stream.table->key.region};
  if (change.by == ChangedBy::time_to_live) {
    record.user_identity = dynamodbstreams::Identity{.principal_id = std::string(time_to_live_principal),
                                                     .type = std::string(time_to_live_type)};
  }
  const auto bytes = static_cast<std::int64_t>(size_of(change));
  record.dynamodb = dynamodbstreams::StreamRecord{
      .approximate_creation_date_time = std::chrono::floor<std::chrono::seconds>(change.time),
      .keys = std::move(change.keys),
      .new_image = std::move(change.new_image),
      .old_image = std::move(change.old_image),
      .sequence_number = sequence_number(position),
      .size_bytes = bytes,
      .stream_view_type = std::string(name_of(stream.record.view))};
  return record;
}

ApiError trimmed() { return errors::trimmed_data_access("The data you are trying to access has been trimmed"); }

// Where reading begins: a shard's first position stands for the oldest record that is kept.
Result<StreamPosition> begin_of(const StreamIterator& iterator, const StreamSnapshot& stream, TimePoint now) {
  const auto kept_from = stream.stream->trimmed_to();
  if (iterator.shard < stream.record.first_shard(now)) return trimmed();
  if (iterator.position >= kept_from) return iterator.position;
  if (iterator.position == first_position(iterator.shard)) return kept_from;
  return trimmed();
}

}  // namespace

Task<Result<dynamodbstreams::GetRecordsOutput>> StreamsService::get_records(Caller caller,
                                                                            dynamodbstreams::GetRecordsInput in) {
  auto iterator = co_await StreamIterator::parse(*sealer_, in.shard_iterator);
  const auto now = clock_.now();
  co_await iterator.check_age(now);
  const auto stream = co_await existing_stream(caller, iterator.stream_arn);
  // What was acknowledged before is given: its write may wait for an earlier one.
  co_await stream.stream->settled(stream.stream->reach(now).next);
  const auto reach = stream.stream->reach(now);
  const auto begin = co_await begin_of(iterator, stream, now);
  const auto end = std::min(reach.visible_end, first_position(iterator.shard + 1));

  dynamodbstreams::GetRecordsOutput out{.records = std::vector<dynamodbstreams::Record>()};
  auto next = begin;
  bool more = false;
  if (begin < end) {
    const auto table = stream.table->record.number;
    const auto page =
        co_await store_.read_page({.begin = record_store_key(table, stream.record.ordinal, begin),
                                   .end = record_store_key(table, stream.record.ordinal, end)},
                                  {.entries_max = static_cast<std::size_t>(in.limit.value_or(limits::get_records_max)),
                                   .bytes_max = limits::get_records_bytes_max});
    for (const auto& entry : page.entries) {
      auto change = decode_change(entry.value);
      if (!change) co_return error::internal("A stored change record is damaged; run `penstock doctor`.");
      const auto position = position_in(entry.key);
      out.records->push_back(described(stream, position, *std::move(change)));
      next = position + 1;
    }
    more = page.more;
    if (!more) next = end;
  }
  const bool shard_is_read = next == first_position(iterator.shard + 1) || (reach.closed && next >= reach.next);
  if (more || !shard_is_read) {
    iterator.made = now;
    iterator.position = next;
    out.next_shard_iterator = iterator.text(*sealer_);
  }
  co_return out;
}

}  // namespace penstock::dynamodb
