// A durable, segmented log of many channels (a stream's shards). Everything appended while one fsync runs shares the
// next one. An append resumes once it is durable. docs/formats/log.md has every byte.
//
// Threads: append and read from any thread; coroutines resume on the executor they came from.
// Durable: an append that answered. After a crash a torn tail is cut; a failed write or fsync makes the log read-only
// until it is opened again (the error says so).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "base/time.h"

namespace penstock {

using Channel = std::uint32_t;  // a shard's number within its stream
using Offset = std::uint64_t;   // counts the records of one channel from 0, without gaps

struct LogRecord {
  Offset offset = 0;
  TimePoint arrival;         // when the append was accepted; grows with the offset
  std::string_view payload;  // points into the LogBatch that holds it
};

// Records read together, with the bytes that they point into.
struct LogBatch {
  std::vector<LogRecord> records;
  std::unique_ptr<char[]> bytes;
  Offset next = 0;                    // where to go on reading
  Offset end = 0;                     // one past the last durable record of the channel
  std::optional<TimePoint> end_time;  // arrival of the last durable record
};

struct ReadLimits {
  std::size_t records_max = 10'000;
  std::size_t bytes_max = 10 << 20;  // payload bytes; the first record is always given
};

// One record to append: pieces are concatenated, so that callers need not copy to join a key and its data.
struct Append {
  Channel channel = 0;
  std::span<const std::string_view> pieces;
};

struct Appended {
  Offset offset;
  TimePoint arrival;
};

class Log {
 public:
  virtual ~Log() = default;

  // Appends all records in one durable step; answers one Appended each, in order. The pieces are copied before the
  // first suspension. Errors: 503 ServiceUnavailable (read-only after a failed fsync; disk full; queue over its bound).
  virtual Task<Result<std::vector<Appended>>> append(std::span<const Append> records) = 0;

  // The same for one record, without a vector.
  virtual Task<Result<Appended>> append_one(Append record) = 0;

  // Durable records of a channel from an offset on. An offset before the trim point starts at the trim point; one past
  // the end gives an empty batch.
  virtual Task<Result<LogBatch>> read(Channel channel, Offset from, ReadLimits limits) = 0;

  // The first offset whose arrival is at or after `time`; the end when there is none.
  virtual Task<Result<Offset>> find(Channel channel, TimePoint time) = 0;

  struct Bounds {
    Offset begin = 0;  // first retained
    Offset end = 0;    // one past the last durable record
  };
  virtual Bounds bounds(Channel channel) const = 0;

  // Drops whole segments in which every record arrived before `horizon`. Reads never show records before it, dropped or
  // not.
  virtual Task<Status> trim(TimePoint horizon) = 0;

  // Stops taking appends and waits for those under way.
  virtual Task<void> close() = 0;
};

}  // namespace penstock
