#include "api/kinesis/errors.h"
#include "services/kinesis/description.h"
#include "services/kinesis/page_token.h"
#include "services/kinesis/service.h"

namespace penstock::kinesis {

Task<Result<ListStreamsOutput>> KinesisService::list_streams(Caller caller, ListStreamsInput in) {
  const auto now = clock_.now();
  std::string after = in.exclusive_start_stream_name.value_or("");
  if (in.next_token) {
    if (in.exclusive_start_stream_name) {
      co_return errors::invalid_argument("NextToken and ExclusiveStartStreamName cannot be provided together.");
    }
    auto token = co_await PageToken::parse(*sealer_, TokenKind::streams_page, *in.next_token, now);
    if (token.after.account != caller.account || token.after.region != caller.region) {
      co_return errors::invalid_argument("Invalid NextToken.");
    }
    after = std::move(token.after.name);
  }

  const auto count_max = static_cast<std::size_t>(in.limit.value_or(limits::list_streams_default));
  const auto streams = catalog_.list(caller.account, caller.region, after, count_max + 1);
  ListStreamsOutput out;
  out.has_more_streams = streams.size() > count_max;
  out.stream_summaries.emplace();
  for (std::size_t i = 0; i < std::min(streams.size(), count_max); ++i) {
    const auto& stream = *streams[i];
    const auto state = stream.record.state(now);
    if (state == StreamState::gone) continue;
    out.stream_names.push_back(stream.key.name);
    out.stream_summaries->push_back({.stream_name = stream.key.name,
                                     .stream_arn = stream.key.arn(),
                                     .stream_status = std::string(status_text(state)),
                                     .stream_mode_details = described(stream.record.mode),
                                     .stream_creation_timestamp = creation_timestamp(stream.record)});
  }
  if (out.has_more_streams) {
    const PageToken token{.made = now, .after = streams[count_max - 1]->key};
    out.next_token = token.text(*sealer_, TokenKind::streams_page);
  }
  co_return out;
}

}  // namespace penstock::kinesis
