// A table's change stream: what is stored of it, and the places that writes take in it while they are on their way to
// the disk. Reading it is the business of the stream operations.
//
// A change record commits in the batch of its write, at a position that the write reserves before. Writes of different
// items commit in any order, so readers stop before the first position that is still on its way (visible_end()):
// nothing appears behind what was read. A write that failed may still be on the disk; its position holds readers back
// until a later write has succeeded, when the store knows again what the disk has.
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/executor.h"
#include "base/task.h"
#include "base/time.h"

namespace penstock::dynamodb {

// Stored: never renumber.
enum class StreamView : std::uint8_t { keys_only = 0, new_image = 1, old_image = 2, new_and_old_images = 3 };
std::optional<StreamView> stream_view_named(std::string_view name);
std::string_view name_of(StreamView view);

// Counts up in its stream. The time's share makes shards: all positions of one span of shard_span belong to one shard.
using StreamPosition = std::uint64_t;
inline constexpr std::chrono::hours shard_span{4};  // AWS's shards live about so long
inline constexpr unsigned positions_per_shard_bits = 40;

constexpr std::uint64_t shard_of(StreamPosition position) { return position >> positions_per_shard_bits; }
constexpr StreamPosition first_position(std::uint64_t shard) { return shard << positions_per_shard_bits; }

// Of a table or a stream.
struct ResourcePolicy {
  std::string text;      // empty: it was deleted
  std::string revision;  // when that was put or deleted, in milliseconds since 1970
  bool operator==(const ResourcePolicy&) const = default;
};

struct StreamRecord {
  std::uint16_t ordinal = 0;  // within its table, never used again
  StreamView view = StreamView::keys_only;
  TimePoint created;  // AWS's label, and the beginning of shard 0
  std::optional<TimePoint> ended;
  std::optional<ResourcePolicy> policy = {};

  std::uint64_t shard_at(TimePoint time) const;
  TimePoint begin_of(std::uint64_t shard) const { return created + shard_span * shard; }
  // Whether its time is over, after which nobody sees it.
  bool is_forgotten(TimePoint now) const;
  // The first shard that may have records which are still kept.
  std::uint64_t first_shard(TimePoint now) const;
  // "2024-05-11T21:21:33.291"
  std::string label() const;
  bool operator==(const StreamRecord&) const = default;
};

// Any thread.
class ChangeStream {
 public:
  // `next`: the first position that no stored record has. `trimmed_to`: no record before it is kept.
  ChangeStream(StreamRecord record, StreamPosition next, StreamPosition trimmed_to);

  // As it was made; whether it has ended meanwhile, its table's record says.
  const StreamRecord& record() const { return record_; }

  // A position on its way. Destroyed without settle(): the write failed.
  class Reservation {
   public:
    Reservation(Reservation&& other) noexcept
        : stream_(std::exchange(other.stream_, nullptr)), position_(other.position_) {}
    Reservation& operator=(Reservation&&) = delete;
    ~Reservation() {
      if (stream_) stream_->end(position_, Outcome::unknown);
    }
    StreamPosition position() const { return position_; }
    // The record is durable.
    void settle() { std::exchange(stream_, nullptr)->end(position_, Outcome::durable); }

   private:
    friend class ChangeStream;
    Reservation(ChangeStream& stream, StreamPosition position) : stream_(&stream), position_(position) {}
    ChangeStream* stream_;
    StreamPosition position_;
  };

  // Nothing once the stream is closed: the write is not recorded then. The stream outlives it.
  std::optional<Reservation> reserve(TimePoint now);
  // No position is given any more. The stream's end is durable.
  void close(TimePoint ended);

  struct Reach {
    // No record will ever be added before it. All shards before its own are closed.
    StreamPosition next = 0;
    // All records before it are durable.
    StreamPosition visible_end = 0;
    bool closed = false;
  };
  // Closes the shards whose time is over.
  Reach reach(TimePoint now);

  // Resumes on the same executor once no write before `through` is on its way: what was acknowledged before the call is
  // visible then.
  Task<void> settled(StreamPosition through);

  StreamPosition trimmed_to() const;
  void trim_to(StreamPosition position);

 private:
  enum class Outcome : std::uint8_t { durable, unknown };
  struct Waiting {
    StreamPosition through;
    Executor* executor;
    std::coroutine_handle<> handle;
  };
  struct Awaiter;
  void end(StreamPosition position, Outcome outcome);
  bool is_settled(StreamPosition through) const { return on_their_way_.empty() || on_their_way_.front() >= through; }

  const StreamRecord record_;
  mutable std::mutex mutex_;
  StreamPosition next_;
  StreamPosition trimmed_to_;
  bool closed_ = false;
  std::vector<StreamPosition> on_their_way_;  // ascending
  std::set<StreamPosition> unknown_;          // their writes failed
  std::vector<Waiting> waiting_;
};

// The streams that take a table's changes now. All snapshots of a table share it: a write that looked the table up
// before a stream was switched on records in that all the same. Any thread.
class OpenStreams {
 public:
  std::vector<std::shared_ptr<ChangeStream>> all() const {
    const std::lock_guard lock(mutex_);
    return streams_;
  }
  void set(std::vector<std::shared_ptr<ChangeStream>> streams) {
    const std::lock_guard lock(mutex_);
    streams_ = std::move(streams);
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<ChangeStream>> streams_;
};

}  // namespace penstock::dynamodb
