// AddTagsToStream, RemoveTagsFromStream and ListTagsForStream.
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"
#include "services/kinesis/tags.h"

namespace penstock::kinesis {

Task<Result<AddTagsToStreamOutput>> KinesisService::add_tags_to_stream(Caller caller, AddTagsToStreamInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  co_await change(key, [&](StreamRecord& record) { return add_tags(key, in.tags, record.tags); });
  co_return AddTagsToStreamOutput{};
}

Task<Result<RemoveTagsFromStreamOutput>> KinesisService::remove_tags_from_stream(Caller caller,
                                                                                 RemoveTagsFromStreamInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  co_await change(key, [&](StreamRecord& record) { return remove_tags(key, in.tag_keys, record.tags); });
  co_return RemoveTagsFromStreamOutput{};
}

Task<Result<ListTagsForStreamOutput>> KinesisService::list_tags_for_stream(Caller caller, ListTagsForStreamInput in) {
  const auto key = co_await named_stream(caller, in.stream_name, in.stream_arn);
  const auto stream = co_await existing_stream(key);
  const auto& tags = stream->record.tags;
  const auto count_max = in.limit ? static_cast<std::size_t>(*in.limit) : limits::tags_per_stream_max;
  ListTagsForStreamOutput out;
  const auto first = in.exclusive_start_tag_key ? tags.upper_bound(*in.exclusive_start_tag_key) : tags.begin();
  for (auto tag = first; tag != tags.end(); ++tag) {
    if (out.tags.size() == count_max) {
      out.has_more_tags = true;
      break;
    }
    out.tags.push_back({.key = tag->first, .value = tag->second});
  }
  co_return out;
}

}  // namespace penstock::kinesis
