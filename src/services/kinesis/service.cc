#include "services/kinesis/service.h"

#include "api/kinesis/dispatch.h"
#include "services/kinesis/stream_encoding.h"
#include "table/stored_sealer.h"

namespace penstock::kinesis {
namespace {

// stop() waits for one pause at most.
constexpr Millis pause_between_housekeeping{200};
constexpr Millis pause_between_trims{10'000};

}  // namespace

KinesisService::KinesisService(Store& store, StreamLogs& logs, Clock& clock, Random& random, KinesisOptions options)
    : store_(store),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      catalog_(store, logs, clock, options_.quotas) {}

ServiceEntry KinesisService::entry() {
  return {.model = &model, .service = this, .rows = operation_rows<KinesisService>, .access = access_rules()};
}

Task<Status> KinesisService::start() {
  sealer_ = co_await stored_sealer(store_, random_, std::string(token_key_key));
  co_await catalog_.load();
  co_await remove_gone_streams();
  if (options_.housekeeping == Housekeeping::own_task) background_.spawn(keep_house_until_stopped());
  co_return ok();
}

Task<void> KinesisService::stop() {
  stopping_ = true;
  co_await background_.drain();
  co_await catalog_.close();
}

Task<void> KinesisService::keep_house_until_stopped() {
  while (!stopping_) {
    co_await sleep_for(pause_between_housekeeping);
    if (!stopping_) co_await keep_house();
  }
}

Task<void> KinesisService::keep_house() {
  // A stream that cannot be removed now is tried again next time; until then nobody sees it.
  static_cast<void>(co_await as_result(remove_gone_streams()));
  const auto now = clock_.now();
  if (now - trimmed_at_ < pause_between_trims) co_return;
  trimmed_at_ = now;
  co_await trim_logs();
}

Task<Status> KinesisService::remove_gone_streams() {
  for (const auto& seen : catalog_.all()) {
    if (seen->record.state(clock_.now()) != StreamState::gone) continue;
    const auto turn = co_await catalog_.turn();
    co_await catalog_.remove_if_gone(seen->key);
  }
  const auto turn = co_await catalog_.turn();
  co_await catalog_.remove_released_logs();
  co_return ok();
}

Task<void> KinesisService::trim_logs() {
  const auto now = clock_.now();
  for (const auto& stream : catalog_.all()) {
    // A disk that refuses is asked again next time.
    if (stream->log) static_cast<void>(co_await as_result(stream->log->trim(stream->record.horizon(now))));
  }
}

Result<StreamSnapshot> KinesisService::existing_stream(StreamKeyView key) const {
  if (auto stream = catalog_.find(key)) return stream;
  return stream_not_found(key);
}

Result<StreamSnapshot> KinesisService::writable_stream(StreamKeyView key) const {
  auto stream = catalog_.find(key);
  if (!stream || stream->record.state(clock_.now()) != StreamState::active) return stream_not_found(key);
  return stream;
}

Result<StreamSnapshot> KinesisService::active_stream(StreamKeyView key) const {
  auto stream = catalog_.find(key);
  const auto state = stream ? stream->record.state(clock_.now()) : StreamState::gone;
  if (state == StreamState::gone) return stream_not_found(key);
  if (state != StreamState::active) return stream_not_active(key, state);
  return stream;
}

Task<Status> KinesisService::change(StreamKeyView key, std::function<Status(StreamRecord&)> edit) {
  const auto turn = co_await catalog_.turn();
  const auto stream = co_await active_stream(key);
  auto changed = stream->record;
  co_await edit(changed);
  co_return co_await as_result(catalog_.replace(stream, std::move(changed)));
}

Result<KinesisService::ShardOfStream> KinesisService::readable_shard(StreamKeyView key, std::uint32_t number) const {
  auto stream = catalog_.find(key);
  const auto state = stream ? stream->record.state(clock_.now()) : StreamState::gone;
  const bool readable = state == StreamState::active || state == StreamState::deleting;
  const auto* shard = readable ? stream->shard(number) : nullptr;
  if (!shard) return shard_does_not_exist(key, number);
  return ShardOfStream{.stream = stream, .shard = *shard};
}

}  // namespace penstock::kinesis
