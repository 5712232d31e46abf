// The batches that wait to be committed, and who commits them: everything that arrives during one commit shares the
// next. On a fast disk the event loop that ends its turn commits by itself what all loops have written meanwhile; what
// is large, would wait, or follows a failure goes to a thread of the queue's own
// (docs/decisions/0010-commits-at-the-end-of-a-turn.md).
//
// Any thread; one commit at a time. A writer resumes on its executor; without one its thread blocks, as at start-up.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "base/executor.h"
#include "base/result.h"
#include "io/clock.h"
#include "io/commit_time.h"
#include "table/store.h"

namespace penstock {

class WriteQueue : public std::enable_shared_from_this<WriteQueue> {
 public:
  enum class Wait : std::uint8_t { never, allowed };
  // Makes the batches durable, all or none. Nothing when it would have to wait for something other than the disk and
  // must not: then it has done nothing.
  using Commit = std::function<std::optional<Status>(std::span<const WriteBatch* const> batches, Wait wait)>;

  // `bytes_max`: of keys and values that wait; over it, writes answer 503.
  static std::shared_ptr<WriteQueue> make(Commit commit, std::size_t bytes_max, InTurnBounds in_turn);
  ~WriteQueue();
  // Commits what waits. Nobody writes meanwhile or later; nothing is committed afterwards.
  void close();

  // co_await queue.write(batch): resumes once it is durable. The batch and the queue stay until then.
  class Writer;
  Writer write(const WriteBatch& batch);

 private:
  enum class State : std::uint8_t { idle, scheduled, committing };

  WriteQueue(Commit commit, std::size_t bytes_max, InTurnBounds in_turn);
  bool enqueue(Writer& writer);  // false with an answer when there is too much
  void wait_for(Writer& writer);
  bool must_gather(Executor& executor);
  void gather(Executor& executor);
  static void turn_ended(void* self);
  void turn_ended();
  void schedule();
  void work();
  void commit(Wait wait);
  void finish(const Status& status, std::size_t bytes);

  const Commit commit_;
  const std::size_t bytes_max_;
  const SystemClock clock_;
  CommitTime commit_time_;

  std::mutex mutex_;
  std::condition_variable scheduled_;
  std::condition_variable done_;
  std::vector<Writer*> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::size_t queue_bytes_ = 0;  // waiting, and being committed
  State state_ = State::idle;
  std::vector<Executor*> gathering_;  // will call turn_ended()
  bool turn_ended_ = false;           // since the commit that is under way began, with writes that wait
  bool failing_ = false;              // the last commit did
  bool stopping_ = false;

  std::vector<Writer*> group_;  // these two: of who commits
  std::vector<const WriteBatch*> batches_;
  std::thread thread_;  // last: it uses all of the above
};

// Lies in its coroutine's frame.
class WriteQueue::Writer {
 public:
  Writer(WriteQueue& queue, const WriteBatch& batch) : queue_(queue), batch_(batch), bytes_(batch.bytes()) {}

  bool await_ready() {
    executor_ = Executor::current();
    if (executor_) return false;
    if (queue_.enqueue(*this)) queue_.wait_for(*this);
    return true;
  }
  bool await_suspend(std::coroutine_handle<> handle) {
    handle_ = handle;
    return queue_.enqueue(*this);
  }
  Status await_resume() { return std::move(answer_); }

 private:
  friend class WriteQueue;
  WriteQueue& queue_;
  const WriteBatch& batch_;
  const std::size_t bytes_;
  std::coroutine_handle<> handle_ = {};
  Executor* executor_ = nullptr;  // null: its thread blocks
  bool done_ = false;             // guarded by the queue's mutex
  Status answer_ = {};
};

inline WriteQueue::Writer WriteQueue::write(const WriteBatch& batch) { return {*this, batch}; }

}  // namespace penstock
