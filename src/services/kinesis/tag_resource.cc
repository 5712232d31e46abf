// TagResource, UntagResource and ListTagsForResource: tags by ARN.
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"
#include "services/kinesis/tags.h"

namespace penstock::kinesis {

Task<Result<TagResourceOutput>> KinesisService::tag_resource(Caller caller, TagResourceInput in) {
  const auto key = co_await own_stream(caller, in.resource_arn);
  const auto turn = co_await catalog_.turn();
  const auto stream = co_await active_stream(key);
  auto changed = stream->record;
  co_await add_tags(key, in.tags, changed.tags);
  co_await catalog_.replace(stream, std::move(changed));
  co_return TagResourceOutput{};
}

Task<Result<UntagResourceOutput>> KinesisService::untag_resource(Caller caller, UntagResourceInput in) {
  const auto key = co_await own_stream(caller, in.resource_arn);
  const auto turn = co_await catalog_.turn();
  const auto stream = co_await active_stream(key);
  auto changed = stream->record;
  co_await remove_tags(key, in.tag_keys, changed.tags);
  co_await catalog_.replace(stream, std::move(changed));
  co_return UntagResourceOutput{};
}

Task<Result<ListTagsForResourceOutput>> KinesisService::list_tags_for_resource(Caller caller,
                                                                               ListTagsForResourceInput in) {
  const auto key = co_await own_stream(caller, in.resource_arn);
  const auto stream = co_await existing_stream(key);
  ListTagsForResourceOutput out;
  out.tags.emplace();
  for (const auto& [name, value] : stream->record.tags) out.tags->push_back({.key = name, .value = value});
  co_return out;
}

}  // namespace penstock::kinesis
