#include "api/kinesis/errors.h"
#include "services/kinesis/description.h"
#include "services/kinesis/page_token.h"
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {
namespace {

Status check_combination(const ListShardsInput& in) {
  if (!in.next_token) {
    if (in.stream_name || in.stream_arn) return ok();
    return errors::invalid_argument("Either NextToken or StreamName should be provided.");
  }
  const std::pair<bool, std::string_view> others[] = {
      {in.stream_name.has_value(), "StreamName"},
      {in.stream_arn.has_value(), "StreamARN"},
      {in.exclusive_start_shard_id.has_value(), "ExclusiveStartShardId"},
      {in.stream_creation_timestamp.has_value(), "StreamCreationTimestamp"},
      {in.shard_filter.has_value(), "ShardFilter"},
  };
  for (const auto& [present, name] : others) {
    if (present)
      return errors::invalid_argument("NextToken and " + std::string(name) + " cannot be provided together.");
  }
  return ok();
}

// Every shard of a stream is open and as old as the stream, so a filter chooses where the list begins or nothing.
Status check_filter(const ShardFilter& filter, TimePoint now) {
  const bool by_time =
      filter.type == shard_filter_type::at_timestamp || filter.type == shard_filter_type::from_timestamp;
  if (filter.type == shard_filter_type::after_shard_id && !filter.shard_id) {
    return errors::invalid_argument("ShardId must be specified for ShardFilter type AFTER_SHARD_ID.");
  }
  if (by_time && !filter.timestamp) {
    return errors::invalid_argument("Timestamp must be specified for ShardFilter type " + filter.type + ".");
  }
  if (by_time && *filter.timestamp > now) {
    return errors::invalid_argument("Timestamp of ShardFilter cannot be greater than the current time.");
  }
  return ok();
}

}  // namespace

Task<Result<ListShardsOutput>> KinesisService::list_shards(Caller caller, ListShardsInput in) {
  const auto now = clock_.now();
  co_await check_combination(in);

  // What is listed comes after this text, which orders as shard ids do.
  std::string after;
  StreamSnapshot stream;
  if (in.next_token) {
    const auto token = co_await PageToken::parse(*sealer_, TokenKind::shards_page, *in.next_token, now);
    if (token.after.region != caller.region) {
      co_return errors::invalid_argument("Invalid NextToken.");
    }
    stream = co_await existing_stream(token.after);
    if (stream->record.id != token.stream) co_return stream_not_found(token.after);
    after = shard_id(token.shard);
  } else {
    const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
    stream = co_await existing_stream(key);
    const auto& wanted = in.stream_creation_timestamp;
    if (wanted && std::chrono::floor<std::chrono::seconds>(*wanted) != creation_timestamp(stream->record)) {
      co_return stream_not_found(key);
    }
    if (in.shard_filter) co_await check_filter(*in.shard_filter, now);
    after = in.exclusive_start_shard_id.value_or("");
    if (in.shard_filter && in.shard_filter->type == shard_filter_type::after_shard_id) {
      after = std::max(after, *in.shard_filter->shard_id);
    }
  }
  const auto state = stream->record.state(now);
  if (state != StreamState::active) co_return stream_not_active_or_updating(stream->key, state);

  const auto count_max = static_cast<std::size_t>(in.max_results.value_or(limits::list_shards_default));
  ListShardsOutput out;
  out.shards.emplace();
  const StreamShard* last = nullptr;
  for (const auto& shard : stream->record.shards) {
    if (shard_id(shard.number) <= after) continue;
    if (out.shards->size() == count_max) {
      const PageToken token{.made = now, .after = stream->key, .stream = stream->record.id, .shard = last->number};
      out.next_token = token.text(*sealer_, TokenKind::shards_page);
      break;
    }
    out.shards->push_back(described(shard));
    last = &shard;
  }
  co_return out;
}

}  // namespace penstock::kinesis
