#include "services/kinesis/stream.h"

#include <array>
#include <cstdio>

#include "api/kinesis/errors.h"
#include "base/ids.h"

namespace penstock::kinesis {
namespace {

std::string stream_under(StreamKeyView key) {
  return "Stream " + std::string(key.name) + " under account " + std::string(key.account);
}

std::string in_stream(StreamKeyView key) {
  return " in stream " + std::string(key.name) + " under account " + std::string(key.account);
}

}  // namespace

std::string stream_arn(StreamKeyView key) { return arn("kinesis", key.region, key.account, "stream/", key.name); }

std::string StreamKey::arn() const { return stream_arn(*this); }

std::string_view status_text(StreamState state) {
  switch (state) {
    case StreamState::creating:
      return "CREATING";
    case StreamState::active:
      return "ACTIVE";
    case StreamState::deleting:
      return "DELETING";
    case StreamState::gone:
      break;
  }
  CHECK(!"a stream that is gone has no status");
  return {};
}

StreamState StreamRecord::state(TimePoint now) const {
  if (gone_from) return now >= *gone_from ? StreamState::gone : StreamState::deleting;
  return now >= active_from ? StreamState::active : StreamState::creating;
}

std::string StreamRecord::log_name() const {
  std::array<char, 17> text;
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(id));
  return text.data();
}

Result<Log*> Stream::opened_log() const {
  if (log) return log.get();
  return *open_error;
}

const StreamShard* Stream::shard(std::uint32_t number) const {
  // A stream's shards are numbered in the order of their hash keys.
  if (number < record.shards.size() && record.shards[number].number == number) return &record.shards[number];
  for (const auto& shard : record.shards) {
    if (shard.number == number) return &shard;
  }
  return nullptr;
}

ApiError stream_not_found(StreamKeyView key) { return errors::resource_not_found(stream_under(key) + " not found."); }

ApiError stream_exists(StreamKeyView key) { return errors::resource_in_use(stream_under(key) + " already exists."); }

ApiError stream_not_active(StreamKeyView key, StreamState state) {
  return errors::resource_in_use(stream_under(key) + " not ACTIVE, instead in state " +
                                 std::string(status_text(state)));
}

ApiError stream_not_active_or_updating(StreamKeyView key, StreamState state) {
  return errors::resource_in_use(stream_under(key) + " not ACTIVE or UPDATING, instead in state " +
                                 std::string(status_text(state)));
}

ApiError shard_does_not_exist(StreamKeyView key, std::uint32_t number) {
  return errors::resource_not_found("Shard " + shard_id(number) + in_stream(key) + " does not exist");
}

ApiError shard_not_found(StreamKeyView key, std::string_view id) {
  return errors::resource_not_found("Could not find shard " + std::string(id) + in_stream(key) + ".");
}

}  // namespace penstock::kinesis
