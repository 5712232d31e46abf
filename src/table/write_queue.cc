#include "table/write_queue.h"

#include <algorithm>
#include <utility>

namespace penstock {

std::shared_ptr<WriteQueue> WriteQueue::make(Commit commit, std::size_t bytes_max, InTurnBounds in_turn) {
  return std::shared_ptr<WriteQueue>(new WriteQueue(std::move(commit), bytes_max, in_turn));
}

WriteQueue::WriteQueue(Commit commit, std::size_t bytes_max, InTurnBounds in_turn)
    : commit_(std::move(commit)), bytes_max_(bytes_max), commit_time_(in_turn), thread_([this] { work(); }) {}

WriteQueue::~WriteQueue() { CHECK(!thread_.joinable()); }

void WriteQueue::close() {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    if (state_ == State::idle && !waiting_.empty()) state_ = State::scheduled;
    scheduled_.notify_one();
    done_.wait(lock, [&] { return state_ == State::idle && waiting_.empty(); });
  }
  thread_.join();
}

bool WriteQueue::enqueue(Writer& writer) {
  auto* const executor = writer.executor_;
  bool gathers = false;
  {
    const std::lock_guard lock(mutex_);
    if (queue_bytes_ + writer.bytes_ > bytes_max_ && queue_bytes_ > 0) {
      writer.answer_ = error::unavailable("The server is busy: too many metadata changes wait for the disk.");
      return false;
    }
    queue_bytes_ += writer.bytes_;
    waiting_bytes_ += writer.bytes_;
    waiting_.push_back(&writer);
    if (executor) {
      gathers = must_gather(*executor);
    } else if (state_ == State::idle) {
      schedule();
    } else {
      turn_ended_ = true;
    }
  }
  // The coroutine may be running elsewhere by now.
  if (gathers) gather(*executor);
  return true;
}

void WriteQueue::wait_for(Writer& writer) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return writer.done_; });
}

// True when the caller has to see to it that turn_ended() is called. Under the mutex.
bool WriteQueue::must_gather(Executor& executor) {
  if (std::ranges::find(gathering_, &executor) != gathering_.end()) return false;
  gathering_.push_back(&executor);
  return true;
}

// Another loop may commit and answer all of this one's writes before its turn ends: the queue stays until then.
void WriteQueue::gather(Executor& executor) {
  executor.at_turn_end(&WriteQueue::turn_ended, new std::shared_ptr<WriteQueue>(shared_from_this()));
}

void WriteQueue::turn_ended(void* self) {
  const std::unique_ptr<std::shared_ptr<WriteQueue>> queue(static_cast<std::shared_ptr<WriteQueue>*>(self));
  (*queue)->turn_ended();
}

void WriteQueue::turn_ended() {
  {
    const std::lock_guard lock(mutex_);
    std::erase(gathering_, Executor::current());
    if (waiting_.empty()) return;
    if (state_ != State::idle) {
      turn_ended_ = true;
      return;
    }
    if (failing_ || !commit_time_.fits_turn(waiting_bytes_)) return schedule();
    state_ = State::committing;
  }
  commit(Wait::never);
}

// Under the mutex.
void WriteQueue::schedule() {
  state_ = State::scheduled;
  scheduled_.notify_one();
}

void WriteQueue::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    scheduled_.wait(lock, [&] { return state_ == State::scheduled || (stopping_ && state_ == State::idle); });
    if (state_ == State::idle && waiting_.empty()) return;
    state_ = State::committing;
    lock.unlock();
    commit(Wait::allowed);
    lock.lock();
  }
}

void WriteQueue::commit(Wait wait) {
  std::size_t bytes = 0;
  {
    const std::lock_guard lock(mutex_);
    group_.clear();
    group_.swap(waiting_);
    bytes = std::exchange(waiting_bytes_, 0);
    turn_ended_ = false;
  }
  batches_.clear();
  for (const auto* writer : group_) batches_.push_back(&writer->batch_);
  const auto began = clock_.steady();
  const auto status = commit_(batches_, wait);
  if (status) {
    commit_time_.learn(bytes, clock_.steady() - began);
    return finish(*status, bytes);
  }
  const std::lock_guard lock(mutex_);
  waiting_.insert(waiting_.begin(), group_.begin(), group_.end());
  waiting_bytes_ += bytes;
  schedule();
}

void WriteQueue::finish(const Status& status, std::size_t bytes) {
  struct Resuming {
    Executor* executor;
    std::coroutine_handle<> handle;
  };
  static thread_local std::vector<Resuming> resuming;
  static thread_local std::vector<std::coroutine_handle<>> burst;
  auto* const executor = Executor::current();  // of the loop that commits; null in the queue's own thread
  bool gathers = false;
  resuming.clear();
  {
    const std::lock_guard lock(mutex_);
    for (auto* writer : group_) {
      writer->answer_ = status;
      writer->done_ = true;
      if (writer->executor_) resuming.push_back({writer->executor_, writer->handle_});
    }
    queue_bytes_ -= bytes;
    failing_ = !status;
    state_ = State::idle;
    // Those whose turn has ended meanwhile wait for nothing else; the others commit when theirs ends.
    if (!waiting_.empty() && (turn_ended_ || stopping_)) {
      if (executor && !stopping_) {
        gathers = must_gather(*executor);
      } else {
        schedule();
      }
    }
    done_.notify_all();
  }
  // What others wrote meanwhile waits for one more turn of this loop, which wakes its own first.
  if (gathers) gather(*executor);
  // From here on the queue may be closed: whoever waited for it runs. One executor after another.
  while (!resuming.empty()) {
    auto* const next = resuming.front().executor;
    burst.clear();
    for (const auto& one : resuming) {
      if (one.executor == next) burst.push_back(one.handle);
    }
    std::erase_if(resuming, [next](const Resuming& one) { return one.executor == next; });
    next->post_all(burst);
  }
}

}  // namespace penstock
