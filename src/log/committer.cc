#include "log/committer.h"

#include <chrono>

#include "base/check.h"

namespace penstock {
namespace {
// After this long without work, spare buffers go back to the system bit by bit.
constexpr std::chrono::seconds idle_before_shrinking{2};
}  // namespace

Committer::Committer(CommitterOptions options)
    : commit_time_(options.in_turn), blocks_(options.spare_bytes_max), recent_(options.recent_bytes_max) {
  for (std::size_t i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    CHECK(scheduled_.empty());
    stopping_ = true;
  }
  filled_.notify_all();
}

void Committer::schedule(Committable& log) {
  {
    const std::lock_guard lock(mutex_);
    scheduled_.push_back(&log);
  }
  filled_.notify_one();
}

bool Committer::run_pending() {
  CHECK(threads_.empty());
  bool any = false;
  for (;;) {
    Committable* log = nullptr;
    {
      const std::lock_guard lock(mutex_);
      if (scheduled_.empty()) return any;
      log = scheduled_.front();
      scheduled_.pop_front();
    }
    log->commit();
    any = true;
  }
}

void Committer::work() {
  std::unique_lock lock(mutex_);
  bool shrinkable = true;
  while (!stopping_) {
    if (scheduled_.empty()) {
      const auto something = [this] { return stopping_ || !scheduled_.empty(); };
      if (!shrinkable) {
        filled_.wait(lock, something);
      } else if (!filled_.wait_for(lock, idle_before_shrinking, something)) {
        const bool has_blocks = blocks_.shrink();
        shrinkable = recent_.shrink() || has_blocks;
        continue;
      }
    }
    if (stopping_) return;
    auto* log = scheduled_.front();
    scheduled_.pop_front();
    lock.unlock();
    log->commit();
    lock.lock();
    shrinkable = true;
  }
}

}  // namespace penstock
