#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {

// A stream may be deleted while it is being created. EnforceConsumerDeletion has nothing to do: there are no consumers.
Task<Result<DeleteStreamOutput>> KinesisService::delete_stream(Caller caller, DeleteStreamInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  const auto turn = co_await catalog_.turn();
  auto stream = co_await existing_stream(key);
  const auto now = clock_.now();
  if (stream->record.gone_from) co_return stream_not_active(key, stream->record.state(now));

  auto changed = stream->record;
  changed.gone_from = now + options_.transition;
  co_await catalog_.replace(std::move(stream), std::move(changed));
  co_await catalog_.remove_if_gone(key.owned());
  co_return DeleteStreamOutput{};
}

}  // namespace penstock::kinesis
