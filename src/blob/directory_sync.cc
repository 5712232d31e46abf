#include "blob/directory_sync.h"

#include "base/executor.h"

namespace penstock {

struct DirectorySync::Turn {
  DirectorySync& sync;
  const std::string& directory;
  Executor* executor = nullptr;
  std::coroutine_handle<> handle = {};
  // Set by whoever ends the round before ours: lead the next one, for these.
  bool leads = false;
  std::vector<Turn*> led = {};
  Status answer = {};

  bool await_ready() { return false; }
  bool await_suspend(std::coroutine_handle<> awaiting) {
    executor = Executor::current();
    CHECK(executor);
    handle = awaiting;
    const std::lock_guard lock(sync.mutex_);
    const auto [round, first] = sync.running_.try_emplace(directory);
    if (first) {
      leads = true;
      return false;
    }
    round->second.waiting.push_back(this);
    return true;
  }
  void await_resume() {}
};

Task<Status> DirectorySync::sync(std::string directory) {
  Turn turn{*this, directory};
  co_await turn;
  if (!turn.leads) co_return std::move(turn.answer);
  auto status = co_await as_result(pool_.run([this, &directory] { return disk_.sync_directory(directory); }));
  end_round(directory, turn.led, status);
  co_return status;
}

// Answers those whom this round served, and lets the first of those who came meanwhile lead the next one.
void DirectorySync::end_round(const std::string& directory, std::span<Turn* const> served, const Status& status) {
  for (auto* turn : served) {
    turn->answer = status;
    turn->executor->post(turn->handle);  // its frame may be gone after this
  }
  const std::lock_guard lock(mutex_);
  ++rounds_;
  const auto round = running_.find(directory);
  auto& waiting = round->second.waiting;
  if (waiting.empty()) {
    running_.erase(round);
    return;
  }
  auto* leader = waiting.front();
  leader->leads = true;
  leader->led.assign(waiting.begin() + 1, waiting.end());
  waiting.clear();
  leader->executor->post(leader->handle);
}

std::uint64_t DirectorySync::rounds() const {
  const std::lock_guard lock(mutex_);
  return rounds_;
}

}  // namespace penstock
