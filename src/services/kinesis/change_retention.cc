// IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod.
#include "services/kinesis/retention.h"
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {

// What has expired stays expired.
Task<Result<IncreaseStreamRetentionPeriodOutput>> KinesisService::increase_stream_retention_period(
    Caller caller, IncreaseStreamRetentionPeriodInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  const auto turn = co_await catalog_.turn();
  const auto stream = co_await active_stream(key);
  co_await check_retention(RetentionChange::increase, *stream, in.retention_period_hours);
  auto changed = stream->record;
  changed.hidden_before = changed.horizon(clock_.now());
  changed.retention_hours = in.retention_period_hours;
  co_await catalog_.replace(stream, std::move(changed));
  co_return IncreaseStreamRetentionPeriodOutput{};
}

// Records that are older than the new period are no longer shown at once; housekeeping gives their room back.
Task<Result<DecreaseStreamRetentionPeriodOutput>> KinesisService::decrease_stream_retention_period(
    Caller caller, DecreaseStreamRetentionPeriodInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  const auto turn = co_await catalog_.turn();
  const auto stream = co_await active_stream(key);
  co_await check_retention(RetentionChange::decrease, *stream, in.retention_period_hours);
  auto changed = stream->record;
  changed.retention_hours = in.retention_period_hours;
  co_await catalog_.replace(stream, std::move(changed));
  co_return DecreaseStreamRetentionPeriodOutput{};
}

}  // namespace penstock::kinesis
