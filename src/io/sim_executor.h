// An Executor that a test pumps by hand. post() from any thread; everything else from the test's thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "base/executor.h"
#include "base/task.h"
#include "base/task_scope.h"

namespace penstock {

class SimExecutor final : public Executor {
 public:
  SimExecutor() = default;
  SimExecutor(const SimExecutor&) = delete;
  SimExecutor& operator=(const SimExecutor&) = delete;

  void post(std::coroutine_handle<> handle) override;
  void post_all(std::span<const std::coroutine_handle<>> handles) override;
  // Sleepers run in order of their delays whenever nothing else can: time is free.
  void post_after(Millis delay, std::coroutine_handle<> handle) override;
  // A turn ends when what was posted at its begin has run.
  void at_turn_end(void (*job)(void* context), void* context) override { turn_ends_.push_back({job, context}); }

  // Work that goes on outside of coroutines, for example a committer without threads: called when nothing is posted;
  // answers whether it did something.
  void on_idle(std::function<bool()> work) { idle_ = std::move(work); }

  // Resumes what is posted, and does idle work, until there is neither.
  void run_until_idle();

  // Runs a task to its end and answers its result; waits for posts of other threads when there is nothing to do.
  template <class T>
  T sync_wait(Task<T> task) {
    std::optional<T> result;
    bool done = false;
    spawn(keep(std::move(task), result, done));
    run_until(done);
    return std::move(*result);
  }
  void sync_wait(Task<void> task);

  // Starts a task that goes on while the test does other things.
  void spawn(Task<void> task);
  std::size_t running() const { return scope_.running(); }
  // Runs until all that was spawned has ended; waits for posts of other threads meanwhile.
  void wait_for_all() {
    while (scope_.running() > 0) step_or_wait();
  }

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& result, bool& done) {
    {
      auto owned = std::move(task);
      result.emplace(co_await task_detail::TaskAwaiter<T>{owned.handle()});
    }
    done = true;
  }
  static Task<void> note_end(Task<void> task, bool& done);
  void run_until(const bool& done);
  void step_or_wait();
  bool step();  // false when there was nothing to do
  bool end_turn();

  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::coroutine_handle<>> queue_;
  bool waiting_ = false;
  std::multimap<Millis, std::coroutine_handle<>> sleepers_;
  Millis slept_{0};
  std::function<bool()> idle_;
  struct TurnEnd {
    void (*job)(void* context);
    void* context;
  };
  std::deque<TurnEnd> turn_ends_;
  std::size_t left_of_turn_ = 0;
  TaskScope scope_;
};

}  // namespace penstock
