// A stream at one moment: an immutable value that requests hold while they run. A change makes a new one
// (stream_catalog.h). Any thread.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/api_error.h"
#include "base/result.h"
#include "log/log.h"
#include "policy/resource_policy.h"
#include "services/kinesis/limits.h"
#include "services/kinesis/shard.h"

namespace penstock::kinesis {

class Throughput;

// What a stream's name means depends on the account and the region.
struct StreamKey {
  std::string account;
  std::string region;
  std::string name;
  std::string arn() const;
};

struct StreamKeyView {
  std::string_view account;
  std::string_view region;
  std::string_view name;

  StreamKeyView(std::string_view account, std::string_view region, std::string_view name)
      : account(account), region(region), name(name) {}
  StreamKeyView(const StreamKey& key) : StreamKeyView(key.account, key.region, key.name) {}  // NOLINT: a view of it
  StreamKey owned() const { return {std::string(account), std::string(region), std::string(name)}; }
  auto operator<=>(const StreamKeyView&) const = default;
};

std::string stream_arn(StreamKeyView key);

// Differs between two streams that had one name, one after the other; names the log.
using StreamId = std::uint64_t;

enum class CapacityMode : std::uint8_t { provisioned = 0, on_demand = 1 };

enum class StreamState : std::uint8_t { creating, active, deleting, gone };
// AWS's word: "CREATING". A stream that went away since it was looked up is still "DELETING" to that request.
std::string_view status_text(StreamState state);

// What is stored of a stream (stream_encoding.h). States follow from the clock, so they pass without a write and
// survive a restart.
struct StreamRecord {
  StreamId id = 0;
  CapacityMode mode = CapacityMode::provisioned;
  std::int32_t retention_hours = limits::retention_hours_default;
  TimePoint created;
  TimePoint active_from;
  // What had expired when the retention was prolonged stays hidden.
  TimePoint hidden_before;
  std::optional<TimePoint> gone_from;  // set when it is being deleted
  std::vector<StreamShard> shards;     // ordered by hash keys; they own every key
  std::map<std::string, std::string> tags;
  std::string policy;  // who else may do what, as it was put; empty: there is none
  std::int32_t record_kib_max = limits::record_kib_default;  // data and partition key of one record

  StreamState state(TimePoint now) const;
  // Records that arrived earlier are not shown.
  TimePoint horizon(TimePoint now) const { return std::max(hidden_before, now - std::chrono::hours(retention_hours)); }
  std::size_t record_bytes_max() const { return static_cast<std::size_t>(record_kib_max) << 10; }
  std::string log_name() const;
  bool operator==(const StreamRecord&) const = default;
};

struct Stream {
  StreamKey key;
  StreamRecord record;
  std::shared_ptr<Log> log;                // null when the log could not be opened; open_error says why
  std::shared_ptr<Throughput> throughput;  // null without limits
  std::optional<ApiError> open_error = std::nullopt;
  policy::ResourcePolicyRef policy = nullptr;  // what record.policy says

  // The log, or why there is none.
  Result<Log*> opened_log() const;
  const StreamShard* shard(std::uint32_t number) const;
};

using StreamSnapshot = std::shared_ptr<const Stream>;

// AWS's errors about streams and shards.
ApiError stream_not_found(StreamKeyView key);
ApiError stream_exists(StreamKeyView key);
ApiError stream_not_active(StreamKeyView key, StreamState state);
ApiError stream_not_active_or_updating(StreamKeyView key, StreamState state);
ApiError shard_does_not_exist(StreamKeyView key, std::uint32_t number);
ApiError shard_not_found(StreamKeyView key, std::string_view id);

}  // namespace penstock::kinesis
