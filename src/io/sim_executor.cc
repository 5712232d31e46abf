#include "io/sim_executor.h"

#include <utility>

namespace penstock {

void SimExecutor::post(std::coroutine_handle<> handle) { post_all({&handle, 1}); }

void SimExecutor::post_all(std::span<const std::coroutine_handle<>> handles) {
  const std::lock_guard lock(mutex_);
  queue_.insert(queue_.end(), handles.begin(), handles.end());
  if (waiting_) posted_.notify_one();
}

void SimExecutor::post_after(Millis delay, std::coroutine_handle<> handle) {
  sleepers_.emplace(slept_ + delay, handle);
}

void SimExecutor::run_until_idle() {
  while (step()) {
  }
}

void SimExecutor::sync_wait(Task<void> task) {
  bool done = false;
  spawn(note_end(std::move(task), done));
  run_until(done);
}

void SimExecutor::spawn(Task<void> task) {
  auto* outer = std::exchange(current_, this);
  scope_.spawn(std::move(task));
  current_ = outer;
}

Task<void> SimExecutor::note_end(Task<void> task, bool& done) {
  co_await std::move(task);
  done = true;
}

void SimExecutor::run_until(const bool& done) {
  while (!done) step_or_wait();
}

void SimExecutor::step_or_wait() {
  if (step()) return;
  std::unique_lock lock(mutex_);
  waiting_ = true;
  posted_.wait(lock, [&] { return !queue_.empty(); });
  waiting_ = false;
}

bool SimExecutor::end_turn() {
  if (turn_ends_.empty()) return false;
  const auto [job, context] = turn_ends_.front();
  turn_ends_.pop_front();
  auto* outer = std::exchange(current_, this);
  job(context);
  current_ = outer;
  return true;
}

bool SimExecutor::step() {
  if (left_of_turn_ == 0 && end_turn()) return true;
  std::coroutine_handle<> next;
  {
    const std::lock_guard lock(mutex_);
    if (left_of_turn_ == 0) left_of_turn_ = queue_.size();
    if (!queue_.empty()) {
      --left_of_turn_;
      next = queue_.front();
      queue_.pop_front();
    }
  }
  if (!next && idle_ && idle_()) return true;
  if (!next && !sleepers_.empty()) {
    const auto first = sleepers_.begin();
    slept_ = first->first;
    next = first->second;
    sleepers_.erase(first);
  }
  if (!next) return false;
  auto* outer = std::exchange(current_, this);
  next.resume();
  current_ = outer;
  return true;
}

}  // namespace penstock
