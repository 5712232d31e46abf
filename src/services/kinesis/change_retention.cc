// IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod.
#include "services/kinesis/retention.h"
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {

// What has expired stays expired.
Task<Result<IncreaseStreamRetentionPeriodOutput>> KinesisService::increase_stream_retention_period(
    Caller caller, IncreaseStreamRetentionPeriodInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  co_await change(key, [&](StreamRecord& record) {
    record.hidden_before = record.horizon(clock_.now());
    return change_retention(RetentionChange::increase, key, record, in.retention_period_hours);
  });
  co_return IncreaseStreamRetentionPeriodOutput{};
}

// Records that are older than the new period are no longer shown at once; housekeeping gives their room back.
Task<Result<DecreaseStreamRetentionPeriodOutput>> KinesisService::decrease_stream_retention_period(
    Caller caller, DecreaseStreamRetentionPeriodInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  co_await change(key, [&](StreamRecord& record) {
    return change_retention(RetentionChange::decrease, key, record, in.retention_period_hours);
  });
  co_return DecreaseStreamRetentionPeriodOutput{};
}

}  // namespace penstock::kinesis
