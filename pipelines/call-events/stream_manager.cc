#include "pipelines/call-events/stream_manager.h"

#include <fmt/format.h>

#include "pipelines/call-events/flow_events.h"

namespace penstock::call_events {
namespace {

constexpr Millis poll_interval{200};
constexpr int polls_max = 600;  // two minutes

Task<Result<kinesis::StreamDescription>> describe(kinesis::KinesisClient& kinesis, std::string name) {
  auto output = co_await kinesis.describe_stream({.stream_name = name});
  co_return std::move(output.stream_description);
}

// Waits until it is there and ACTIVE.
Task<Result<std::vector<std::string>>> until_active(kinesis::KinesisClient& kinesis, Flow flow, std::string name) {
  auto described = co_await as_result(describe(kinesis, name));
  for (int poll = 0; poll < polls_max; ++poll) {
    const bool is_missing = !described && described.error().code == "ResourceNotFoundException";
    if (!described && !is_missing) co_return described.error();
    if (described && described->stream_status == kinesis::stream_status::active) break;
    if (is_missing && poll == 0) flow.log.write(StreamState{name, "MISSING"});
    if (!co_await flow.pace.wait(poll_interval)) break;
    described = co_await as_result(describe(kinesis, name));
  }
  if (!described) co_return described.error();
  if (described->stream_status != kinesis::stream_status::active) {
    co_return ApiError{503, "StreamNotActive", fmt::format("Stream {} is {}", name, described->stream_status)};
  }
  std::vector<std::string> shards;
  for (const auto& shard : described->shards) shards.push_back(shard.shard_id);
  flow.log.write(StreamState{name, "ACTIVE", shards.size()});
  co_return shards;
}

}  // namespace

Task<Result<std::vector<std::string>>> ensure_stream(kinesis::KinesisClient& kinesis, Flow flow,
                                                     StreamOptions options) {
  const auto described = co_await as_result(describe(kinesis, options.name));
  if (!described && described.error().code == "ResourceNotFoundException") {
    flow.log.write(StreamState{options.name, "CREATING", static_cast<std::size_t>(options.shards)});
    auto created =
        co_await as_result(kinesis.create_stream({.stream_name = options.name, .shard_count = options.shards}));
    // Another producer may have been first.
    if (!created && created.error().code != "ResourceInUseException") co_return created.error();
  }
  co_return co_await until_active(kinesis, flow, options.name);
}

Task<Result<std::vector<std::string>>> await_stream(kinesis::KinesisClient& kinesis, Flow flow, StreamOptions options) {
  return until_active(kinesis, flow, std::move(options.name));
}

}  // namespace penstock::call_events
