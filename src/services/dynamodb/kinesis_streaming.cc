// EnableKinesisStreamingDestination, DisableKinesisStreamingDestination, UpdateKinesisStreamingDestination and
// DescribeKinesisStreamingDestination.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html
#include <algorithm>

#include "api/dynamodb/errors.h"
#include "api/kinesis/client.h"
#include "base/ids.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {
namespace {

namespace status = destination_status;
namespace precision = approximate_creation_date_time_precision;

ApiError not_in_state(std::string_view what) {
  return error::validation("Table is not in a valid state to enable Kinesis Streaming Destination: " +
                           std::string(what));
}

std::string name_of(TimePrecision one) {
  return std::string(one == TimePrecision::microseconds ? precision::microsecond : precision::millisecond);
}
TimePrecision precision_named(const std::optional<std::string>& name) {
  if (!name) return TimePrecision::not_asked;
  return *name == precision::microsecond ? TimePrecision::microseconds : TimePrecision::milliseconds;
}

// The last one of the stream; null when there was none.
KinesisDestination* find(TableRecord& record, std::string_view stream_arn) {
  const auto found = std::ranges::find(record.destinations, stream_arn, &KinesisDestination::stream_arn);
  return found == record.destinations.end() ? nullptr : &*found;
}

Status check_made(const Table& table, TimePoint now) {
  const auto state = table.record.state(now);
  if (state != TableState::creating && state != TableState::deleting) return ok();
  return errors::resource_in_use("Attempt to change a resource which is still in use: Table is being " +
                                 std::string(state == TableState::creating ? "created: " : "deleted: ") +
                                 table.key.name);
}

constexpr std::string_view not_permitted = "User does not have a permission to use kinesis stream";
constexpr std::string_view not_active =
    "The kinesis Arn used to enable kinesis replication belongs to a stream which is not in Active state";
constexpr std::string_view not_in_region =
    "The kinesis Arn used to enable kinesis replication belongs to a stream which is not in the current region";

std::optional<std::string> asked_precision(const KinesisDestination& one) {
  return one.precision == TimePrecision::not_asked ? std::nullopt : std::optional(name_of(one.precision));
}

KinesisStreamingDestinationOutput answered(const Table& table, const KinesisDestination& one, TimePoint now) {
  return {.table_name = table.key.name,
          .stream_arn = one.stream_arn,
          .destination_status = std::string(one.status(now)),
          .enable_kinesis_streaming_configuration = EnableKinesisStreamingConfiguration{asked_precision(one)}};
}

}  // namespace

std::string_view KinesisDestination::status(TimePoint now) const {
  if (!failure.empty()) return now < settled_from ? status::enabling : status::enable_failed;
  if (!is_enabled()) return now < settled_from ? status::disabling : status::disabled;
  if (now >= settled_from) return status::active;
  return updating ? status::updating : status::enabling;
}

bool KinesisDestination::is_live(TimePoint now) const {
  const auto now_is = status(now);
  return now_is != status::disabled && now_is != status::enable_failed;
}

// Why the stream cannot be a destination, in AWS's words; empty when it can. AWS says it in the destination's
// description and never to who enables it; as it has been recorded there.
Task<Result<std::string>> DynamodbService::fault_of_stream(Caller caller, std::string stream_arn) const {
  ArnParts parts;
  constexpr std::string_view kind = "stream/";
  if (!parse_arn(stream_arn, parts) || parts.service != "kinesis" || !parts.resource.starts_with(kind) ||
      parts.resource.substr(kind.size()).contains('/')) {
    co_return std::string(not_permitted);
  }
  if (parts.region != caller.region) co_return std::string(not_in_region);
  if (parts.account != caller.account) co_return std::string(not_active);
  const auto transport = options_.kinesis(caller.account, caller.region);
  kinesis::KinesisClient client(*transport);
  const auto found = co_await as_result(client.describe_stream_summary({.stream_arn = stream_arn}));
  if (!found && found.error().status >= 500) co_return found.error();
  const bool is_active = found && found->stream_description_summary.stream_status == kinesis::stream_status::active;
  co_return is_active ? std::string() : std::string(not_permitted);
}

Task<Result<EnableKinesisStreamingDestinationOutput>> DynamodbService::enable_kinesis_streaming_destination(
    Caller caller, EnableKinesisStreamingDestinationInput in) {
  if (!options_.kinesis) {
    co_return error::not_implemented("This server has no Kinesis that a table could send its changes to.");
  }
  const auto key = co_await named_table(caller, in.table_name);
  co_await existing_table(key);
  auto failure = co_await fault_of_stream(caller, in.stream_arn);
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  auto table = co_await existing_table(key);
  co_await check_made(*table, now);
  auto changed = table->record;
  if (std::ranges::any_of(changed.destinations, [&](const auto& one) { return one.is_live(now); })) {
    co_return not_in_state(
        "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.");
  }
  WriteBatch batch;
  if (const auto* disabled = find(changed, in.stream_arn)) {
    auto old = records_of_stream(changed.number, disabled->feed.ordinal);
    batch.erase_range(std::move(old.begin), std::move(old.end));
  }
  std::erase_if(changed.destinations, [&](const auto& one) { return one.stream_arn == in.stream_arn; });
  const auto failed = std::ranges::find_if(changed.destinations, [](const auto& one) { return !one.failure.empty(); });
  if (failed != changed.destinations.end() && changed.destinations.size() > limits::failed_destinations_max) {
    changed.destinations.erase(failed);
  }
  const auto& asked = in.enable_kinesis_streaming_configuration;
  changed.destinations.push_back(
      {.stream_arn = in.stream_arn,
       .feed = {.ordinal = ++changed.last_stream,
                .view = StreamView::new_and_old_images,
                .created = now,
                .ended = failure.empty() ? std::nullopt : std::optional(now)},
       .settled_from = now + options_.transition,
       .precision = precision_named(asked ? asked->approximate_creation_date_time_precision : std::nullopt),
       .failure = std::move(failure)});
  table = co_await catalog_.replace(table, std::move(changed), std::move(batch));
  co_return answered(*table, table->record.destinations.back(), now);
}

Task<Result<DisableKinesisStreamingDestinationOutput>> DynamodbService::disable_kinesis_streaming_destination(
    Caller caller, DisableKinesisStreamingDestinationInput in) {
  const auto key = co_await named_table(caller, in.table_name);
  if (in.enable_kinesis_streaming_configuration) {
    co_return error::validation("Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters");
  }
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  auto table = co_await existing_table(key);
  auto changed = table->record;
  auto* known = find(changed, in.stream_arn);
  if (!known || known->status(now) != status::active) {
    co_return not_in_state("KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
  }
  known->feed.ended = now;
  known->settled_from = now + options_.transition;
  const auto disabled = *known;
  table = co_await catalog_.replace(table, std::move(changed));
  co_return answered(*table, disabled, now);
}

Task<Result<UpdateKinesisStreamingDestinationOutput>> DynamodbService::update_kinesis_streaming_destination(
    Caller caller, UpdateKinesisStreamingDestinationInput in) {
  const auto key = co_await named_table(caller, in.table_name);
  const auto& asked = in.update_kinesis_streaming_configuration;
  if (!asked || !asked->approximate_creation_date_time_precision) {
    co_return error::validation(
        "Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be "
        "null or contain only null values");
  }
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  auto table = co_await existing_table(key);
  auto changed = table->record;
  auto* known = find(changed, in.stream_arn);
  if (!known || known->status(now) != status::active) {
    co_return not_in_state(
        "Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: " +
        table->key.name + ", kdsArn: " + in.stream_arn);
  }
  const auto wanted = precision_named(asked->approximate_creation_date_time_precision);
  if (name_of(known->precision) == name_of(wanted)) {
    co_return error::validation("Invalid Request: Precision is already set to the desired value of " + name_of(wanted) +
                                " for tableId: " + changed.id + ", kdsArn: " + in.stream_arn);
  }
  known->precision = wanted;
  known->updating = true;
  known->settled_from = now + options_.transition;
  UpdateKinesisStreamingDestinationOutput out{.table_name = table->key.name,
                                              .stream_arn = in.stream_arn,
                                              .destination_status = std::string(known->status(now)),
                                              .update_kinesis_streaming_configuration = asked};
  co_await catalog_.replace(table, std::move(changed));
  co_return out;
}

Task<Result<DescribeKinesisStreamingDestinationOutput>> DynamodbService::describe_kinesis_streaming_destination(
    Caller caller, DescribeKinesisStreamingDestinationInput in) {
  const auto table = co_await existing_table(co_await named_table(caller, in.table_name));
  const auto now = clock_.now();
  DescribeKinesisStreamingDestinationOutput out{
      .table_name = table->key.name, .kinesis_data_stream_destinations = std::vector<KinesisDataStreamDestination>()};
  for (const auto& one : table->record.destinations) {
    auto& described = out.kinesis_data_stream_destinations->emplace_back(
        KinesisDataStreamDestination{.stream_arn = one.stream_arn,
                                     .destination_status = std::string(one.status(now)),
                                     .approximate_creation_date_time_precision = asked_precision(one)});
    if (described.destination_status == status::enable_failed) described.destination_status_description = one.failure;
  }
  co_return out;
}

}  // namespace penstock::dynamodb
