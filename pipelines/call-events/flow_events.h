// What the pipeline says of itself: one struct per event (base/event_log.h).
#pragma once

#include <string_view>

#include "base/event_log.h"

namespace penstock::call_events {

struct StreamState {
  static constexpr std::string_view name = "stream";
  std::string_view stream;
  std::string_view state;  // "CREATING", "ACTIVE"
  std::size_t shards = 0;
  Level level() const { return Level::info; }
  void describe(LogLine& line) const {
    line.add("stream", stream).add("state", state).add("shards", static_cast<std::uint64_t>(shards));
  }
};

struct BucketReady {
  static constexpr std::string_view name = "bucket_created";
  std::string_view bucket;
  Level level() const { return Level::info; }
  void describe(LogLine& line) const { line.add("bucket", bucket); }
};

struct RecordPut {
  static constexpr std::string_view name = "record_put";
  std::string_view shard;
  std::string_view sequence_number;
  Level level() const { return Level::info; }
  void describe(LogLine& line) const { line.add("shard", shard).add("sequence_number", sequence_number); }
};

struct ObjectKept {
  static constexpr std::string_view name = "object_kept";
  std::string_view bucket;
  std::string_view key;
  Level level() const { return Level::info; }
  void describe(LogLine& line) const { line.add("bucket", bucket).add("key", key); }
};

struct EventRefused {
  static constexpr std::string_view name = "event_refused";
  std::string_view shard;
  std::string_view sequence_number;
  std::string_view reason;
  Level level() const { return Level::warn; }
  void describe(LogLine& line) const {
    line.add("shard", shard).add("sequence_number", sequence_number).add("reason", reason);
  }
};

// Something failed that trying again may cure.
struct Retrying {
  static constexpr std::string_view name = "retrying";
  std::string_view what;
  std::string_view error;
  std::size_t records = 1;
  Level level() const { return Level::warn; }
  void describe(LogLine& line) const {
    line.add("what", what).add("error", error).add("records", static_cast<std::uint64_t>(records));
  }
};

struct ShardEnded {
  static constexpr std::string_view name = "shard_ended";
  std::string_view shard;
  Level level() const { return Level::info; }
  void describe(LogLine& line) const { line.add("shard", shard); }
};

struct PartFailed {
  static constexpr std::string_view name = "part_failed";
  std::string_view part;
  std::string_view error;
  std::string_view message;
  Level level() const { return Level::error; }
  void describe(LogLine& line) const { line.add("part", part).add("error", error).add("message", message); }
};

}  // namespace penstock::call_events
