#include "services/kinesis/description.h"
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {

Task<Result<DescribeStreamSummaryOutput>> KinesisService::describe_stream_summary(Caller caller,
                                                                                  DescribeStreamSummaryInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  const auto stream = co_await existing_stream(key);
  const auto& record = stream->record;
  const auto state = record.state(clock_.now());
  co_return DescribeStreamSummaryOutput{
      .stream_description_summary = {
          .stream_name = stream->key.name,
          .stream_arn = stream->key.arn(),
          .stream_status = std::string(status_text(state)),
          .stream_mode_details = described(record.mode),
          .retention_period_hours = record.retention_hours,
          .stream_creation_timestamp = creation_timestamp(record),
          .enhanced_monitoring = no_enhanced_monitoring(),
          .encryption_type = std::string(encryption_type::none),
          .open_shard_count = static_cast<std::int32_t>(visible_shards(record, state).size()),
          .consumer_count = 0,
          .max_record_size_in_ki_b = record.record_kib_max}};
}

}  // namespace penstock::kinesis
