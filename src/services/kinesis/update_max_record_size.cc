#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {

// What is in the stream stays readable, whatever its size.
Task<Result<UpdateMaxRecordSizeOutput>> KinesisService::update_max_record_size(Caller caller,
                                                                               UpdateMaxRecordSizeInput in) {
  const auto key = co_await named_stream(caller, std::nullopt, in.stream_arn);
  co_await change(key, [&](StreamRecord& record) {
    record.record_kib_max = in.max_record_size_in_ki_b;
    return ok();
  });
  co_return UpdateMaxRecordSizeOutput{};
}

}  // namespace penstock::kinesis
