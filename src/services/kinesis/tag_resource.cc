// TagResource, UntagResource and ListTagsForResource: tags by ARN.
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"
#include "services/kinesis/tags.h"

namespace penstock::kinesis {

Task<Result<TagResourceOutput>> KinesisService::tag_resource(Caller caller, TagResourceInput in) {
  const auto key = co_await own_stream(caller, in.resource_arn);
  co_await change(key, [&](StreamRecord& record) { return add_tags(key, in.tags, record.tags); });
  co_return TagResourceOutput{};
}

Task<Result<UntagResourceOutput>> KinesisService::untag_resource(Caller caller, UntagResourceInput in) {
  const auto key = co_await own_stream(caller, in.resource_arn);
  co_await change(key, [&](StreamRecord& record) { return remove_tags(key, in.tag_keys, record.tags); });
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
