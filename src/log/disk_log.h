// The Log of a server: one directory of segments. log/log_directory.h makes it.
//
// Threads: appends fill blocks under the mutex; one thread at a time, a loop's or the committer's, writes them without
// it; reads plan under the mutex and read without it. An append's record is visible once it is durable, never before.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "log/commit_pages.h"
#include "log/committer.h"
#include "log/log.h"
#include "log/log_directory.h"
#include "log/read_plan.h"
#include "log/recover.h"
#include "log/segment.h"
#include "log/segment_pool.h"

namespace penstock {

class DiskLog final : public Log, private Committable {
 public:
  DiskLog(LogEnvironment environment, const LogOptions& options, std::string directory,
          std::shared_ptr<SegmentPool> segments, RecoveredLog recovered);
  // Nothing waits or reads by then: after close().
  ~DiskLog() override;

  Task<Result<std::vector<Appended>>> append(std::span<const Append> records) override;
  Task<Result<Appended>> append_one(Append record) override;
  Task<Result<LogBatch>> read(Channel channel, Offset from, ReadLimits limits) override;
  Task<Result<Offset>> find(Channel channel, TimePoint time) override;
  Bounds bounds(Channel channel) const override;
  Task<Status> trim(TimePoint horizon) override;
  Task<void> close() override;

  // trim() on this thread; blocks.
  Status trim_now(TimePoint horizon);

 private:
  struct ChannelState {
    explicit ChannelState(Channel number) : number(number) {}
    Channel number;
    Offset begin = 0;
    Offset end = 0;   // visible
    Offset next = 0;  // of the next append; `end` plus what is pending
    std::optional<std::int64_t> end_arrival;
    BlockBuffer* first = nullptr;  // pending
    BlockBuffer* last = nullptr;
    std::vector<IndexEntry> entries;  // of the open segment
  };

  // A coroutine that waits for a commit or for the end of all commits. It lies in the coroutine's frame.
  struct Waiter {
    Waiter* next = nullptr;
    std::coroutine_handle<> handle;
    Executor* executor = nullptr;
    std::shared_ptr<const ApiError> error;
  };
  struct WaiterList {
    Waiter* first = nullptr;
    Waiter* last = nullptr;
    void push(Waiter& waiter);
    void push_all(WaiterList others);
  };

  struct AppendAwaiter;
  struct DrainAwaiter;

  // What one commit makes durable.
  struct Batch {
    BlockBuffer* blocks = nullptr;
    std::size_t bytes = 0;
    WaiterList waiters;
  };
  enum class Outcome {
    durable,
    refused,  // nothing of it can become visible; later appends may succeed
    failed,   // some of it may be on disk: no appends until the log is opened again
  };
  struct Written {
    Outcome outcome = Outcome::durable;
    ApiError error;
  };

  // Appending; under the mutex.
  Status place(std::span<const Append> records, Appended* answers);
  void place_record(ChannelState& channel, const Append& record, std::size_t bytes, std::int64_t arrival);
  BlockBuffer* start_block(ChannelState& channel, std::size_t bytes, std::int64_t arrival);
  ChannelState& channel_state(Channel channel);
  // When an executor that appends ends its turn, what all of them appended is committed together.
  bool must_gather(Executor& executor);
  static void turn_ended(void* log);
  // Nothing is under way that touches the log.
  bool is_quiet() const { return state_ == State::idle && !pending_.first && gathering_.empty(); }

  // Committing; one thread at a time.
  void commit() override;
  Batch take_batch();
  Written write(const Batch& batch);
  std::optional<ApiError> prepare_roll(std::size_t bytes);
  Written write_to(OpenSegment& segment, const Batch& batch, const std::string& head);
  void seal_blocks(const OpenSegment& segment, const Batch& batch, std::uint32_t previous_crc);
  std::string head_of(OpenSegment& segment);
  void finish(Batch batch, Written written);
  void publish(const Batch& batch);
  bool wants_heir();
  void refuse(Batch& batch, const Written& written);
  std::shared_ptr<LoadedSegment> seal_open();
  SegmentIndex index_of_open() const;
  static void wake(WaiterList waiters, const std::shared_ptr<const ApiError>& error);
  Status store_checkpoint();

  // Reading.
  enum class Wait { never, allowed };
  struct Found {
    Offset offset = 0;
    std::optional<ReadRun> block;  // to look into for the exact record
    RecentView recent;             // of the block
  };
  Result<std::optional<LogBatch>> read_now(Channel channel, Offset from, ReadLimits limits, Wait wait);
  Result<std::optional<Offset>> find_now(Channel channel, TimePoint time, Wait wait);
  Result<std::optional<ReadPlan>> plan_read(Channel channel, Offset from, ReadLimits limits, Wait wait);
  Result<std::optional<Found>> locate(Channel channel, TimePoint time, Wait wait);
  std::shared_ptr<const SealedSegment> sealed_with(Channel channel, Offset offset) const;
  std::shared_ptr<LoadedSegment> loaded(const SealedSegment& segment);
  // Gives up the lock while it reads.
  Result<std::shared_ptr<LoadedSegment>> load(std::shared_ptr<const SealedSegment> segment,
                                              std::unique_lock<std::mutex>& lock);
  void keep_loaded(std::shared_ptr<LoadedSegment> segment);
  void lend_recent(ReadPlan& plan) const;
  ReadSource source_of_open() const;
  static ReadSource source_of(const LoadedSegment& segment);

  // Trimming.
  void let_go_of_memory();
  void hide(Channel channel, Offset begin);
  void retire_before(TimePoint horizon);
  Status recycle_retired();

  const LogEnvironment environment_;
  const LogOptions options_;
  const std::string directory_;
  const std::shared_ptr<SegmentPool> segments_;

  mutable std::mutex mutex_;
  std::unordered_map<Channel, ChannelState> channels_;
  std::vector<ChannelState*> dirty_;  // channels with pending blocks
  std::size_t pending_bytes_ = 0;
  WaiterList pending_;
  WaiterList closers_;
  enum class State { idle, scheduled, committing } state_ = State::idle;
  std::vector<Executor*> gathering_;  // will call turn_ended()
  bool turn_ended_ = false;           // since the commit that is under way began, with appends that wait
  bool closing_ = false;
  bool trimming_ = false;
  std::int64_t last_arrival_ = 0;           // given out
  std::int64_t visible_arrival_ = 0;        // of the last record that can be read
  std::shared_ptr<const ApiError> failed_;  // why no appends are taken

  std::deque<std::shared_ptr<const SealedSegment>> sealed_;
  std::optional<OpenSegment> open_;  // changed by the committer under the mutex
  std::deque<std::shared_ptr<const SealedSegment>> retired_;
  std::vector<std::shared_ptr<LoadedSegment>> loaded_;  // least recently used first
  RecentBytes recent_;
  bool committed_since_trim_ = false;

  std::optional<OpenSegment> next_;  // the committer's own: a segment that was made and is not durable yet
  CommitPages pages_;                // the committer's own
};

}  // namespace penstock
