// UpdateTimeToLive and DescribeTimeToLive.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
#include <algorithm>

#include "api/dynamodb/errors.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {
namespace {

namespace status = time_to_live_status;

std::string_view status_of(const std::optional<TimeToLive>& ttl, TimePoint now) {
  if (!ttl) return status::disabled;
  const bool settled = now >= ttl->settled_from;
  if (ttl->enabled) return settled && ttl->filled ? status::enabled : status::enabling;
  return settled ? status::disabled : status::disabling;
}

Status check_change(const std::optional<TimeToLive>& ttl, const TimeToLiveSpecification& asked) {
  if (!ttl || !ttl->enabled) return asked.enabled ? ok() : error::validation("TimeToLive is already disabled");
  if (ttl->attribute != asked.attribute_name) {
    return error::validation("TimeToLive is active on a different AttributeName: current AttributeName is " +
                             ttl->attribute);
  }
  return asked.enabled ? error::validation("TimeToLive is already enabled") : ok();
}

// AWS looks at the time last.
Status check_pause(const std::optional<TimeToLive>& ttl, const DynamodbOptions& options, TimePoint now) {
  if (!ttl) return ok();
  const auto changed = ttl->settled_from - options.transition;
  const auto now_is = status_of(ttl, now);
  const bool pauses = options.pauses == Pauses::as_aws && now < changed + Millis(limits::time_to_live_pause);
  if (!pauses && now_is != status::enabling && now_is != status::disabling) return ok();
  return error::validation("Time to live has been modified multiple times within a fixed interval");
}

}  // namespace

Task<Result<UpdateTimeToLiveOutput>> DynamodbService::update_time_to_live(Caller caller, UpdateTimeToLiveInput in) {
  const auto key = co_await named_table(caller, in.table_name);
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  const auto table = co_await existing_table(key);
  if (const auto state = table->record.state(now); state == TableState::creating || state == TableState::deleting) {
    co_return errors::resource_in_use("Attempt to change a resource which is still in use: Table is being " +
                                      std::string(state == TableState::creating ? "created: " : "deleted: ") +
                                      table->key.name);
  }
  const auto& asked = in.time_to_live_specification;
  co_await check_change(table->record.time_to_live, asked);
  co_await check_pause(table->record.time_to_live, options_, now);
  auto changed = table->record;
  WriteBatch batch;
  if (asked.enabled) {
    // The entries of an earlier time to live may still be there.
    if (changed.time_to_live && changed.time_to_live->index != 0) {
      auto old = entries_of_index(changed.number, changed.time_to_live->index);
      batch.erase_range(std::move(old.begin), std::move(old.end));
    }
    changed.time_to_live = TimeToLive{.attribute = asked.attribute_name,
                                      .enabled = true,
                                      .settled_from = now + options_.transition,
                                      .index = ++changed.last_index,
                                      .filled = false};
  } else {
    changed.time_to_live->enabled = false;
    changed.time_to_live->settled_from = now + options_.transition;
  }
  co_await catalog_.replace(table, std::move(changed), std::move(batch));
  co_return UpdateTimeToLiveOutput{.time_to_live_specification = asked};
}

Task<Result<DescribeTimeToLiveOutput>> DynamodbService::describe_time_to_live(Caller caller,
                                                                              DescribeTimeToLiveInput in) {
  const auto table = co_await existing_table(co_await named_table(caller, in.table_name));
  const auto now = clock_.now();
  if (const auto state = table->record.state(now); state == TableState::creating || state == TableState::deleting) {
    const std::string name(name_of(state));
    co_return error::validation("Cannot describe time to live while table is in " + name +
                                " state: Current table state is " + name);
  }
  const auto& ttl = table->record.time_to_live;
  const auto now_is = status_of(ttl, now);
  TimeToLiveDescription description{.time_to_live_status = std::string(now_is)};
  if (now_is != status::disabled) description.attribute_name = ttl->attribute;
  co_return DescribeTimeToLiveOutput{.time_to_live_description = std::move(description)};
}

}  // namespace penstock::dynamodb
