// DescribeContinuousBackups and UpdateContinuousBackups: the setting. Nothing is restored from.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
#include <algorithm>

#include "api/dynamodb/errors.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {
namespace {

constexpr std::chrono::minutes restorable_delay{5};

ApiError no_table(TableKeyView key) { return errors::table_not_found("Table not found: " + std::string(key.name)); }

ContinuousBackupsDescription described(const std::optional<PointInTimeRecovery>& recovery, TimePoint now) {
  ContinuousBackupsDescription description{
      .continuous_backups_status = std::string(continuous_backups_status::enabled),
      .point_in_time_recovery_description = PointInTimeRecoveryDescription{
          .point_in_time_recovery_status = std::string(point_in_time_recovery_status::disabled)}};
  if (!recovery) return description;
  auto& point = *description.point_in_time_recovery_description;
  point.point_in_time_recovery_status = std::string(point_in_time_recovery_status::enabled);
  point.earliest_restorable_date_time = std::max(recovery->since, now - std::chrono::days(recovery->days));
  point.latest_restorable_date_time = std::max(recovery->since, now - Millis(restorable_delay));
  point.recovery_period_in_days = recovery->days;
  return description;
}

}  // namespace

Task<Result<DescribeContinuousBackupsOutput>> DynamodbService::describe_continuous_backups(
    Caller caller, DescribeContinuousBackupsInput in) {
  const auto key = co_await named_table(caller, in.table_name);
  const auto table = catalog_.find(key);
  if (!table) co_return no_table(key);
  co_return DescribeContinuousBackupsOutput{.continuous_backups_description =
                                                described(table->record.recovery, clock_.now())};
}

Task<Result<UpdateContinuousBackupsOutput>> DynamodbService::update_continuous_backups(
    Caller caller, UpdateContinuousBackupsInput in) {
  const auto key = co_await named_table(caller, in.table_name);
  const auto& asked = in.point_in_time_recovery_specification;
  if (!asked.point_in_time_recovery_enabled && asked.recovery_period_in_days) {
    co_return error::validation(
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.");
  }
  const auto turn = co_await catalog_.turn();
  const auto table = catalog_.find(key);
  if (!table) co_return no_table(key);
  const auto now = clock_.now();
  if (table->record.state(now) == TableState::creating) {
    co_return errors::continuous_backups_unavailable("Backups are being enabled for the table: " + table->key.name +
                                                     ". Please retry later");
  }
  auto changed = table->record;
  if (!asked.point_in_time_recovery_enabled) {
    changed.recovery.reset();
  } else {
    if (!changed.recovery) changed.recovery = PointInTimeRecovery{.since = now};
    if (asked.recovery_period_in_days) changed.recovery->days = *asked.recovery_period_in_days;
  }
  const auto recovery = changed.recovery;
  co_await catalog_.replace(table, std::move(changed));
  co_return UpdateContinuousBackupsOutput{.continuous_backups_description = described(recovery, now)};
}

}  // namespace penstock::dynamodb
