// When, where and for which service a key or a role was last used. Every request notes its use: that costs a load, but
// once in a span, of which the first use alone is told, as AWS's reports do. Any thread; nothing blocks for long.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace penstock {

class LastUse {
 public:
  static constexpr Millis span{15 * 60'000};

  struct Use {
    TimePoint time;
    std::string service, region;  // "kinesis", "eu-north-1"
  };

  void note(TimePoint now, std::string_view service, std::string_view region) {
    if (to_millis(now) - noted_at_.load(std::memory_order_relaxed) < span.count()) return;
    const std::lock_guard lock(mutex_);
    if (use_ && now - use_->time < span) return;
    use_ = Use{now, std::string(service), std::string(region)};
    noted_at_.store(to_millis(now), std::memory_order_relaxed);
  }

  // Absent for what was never used.
  std::optional<Use> use() const {
    const std::lock_guard lock(mutex_);
    return use_;
  }

  // As it was kept.
  void restore(Use use) {
    const std::lock_guard lock(mutex_);
    noted_at_.store(to_millis(use.time), std::memory_order_relaxed);
    saved_at_ = use.time;
    use_ = std::move(use);
  }
  // What is to be kept: absent when the last use is.
  std::optional<Use> unsaved() const {
    const std::lock_guard lock(mutex_);
    return use_ && use_->time != saved_at_ ? use_ : std::nullopt;
  }
  void saved(TimePoint use_time) {
    const std::lock_guard lock(mutex_);
    saved_at_ = use_time;
  }

 private:
  static constexpr std::int64_t never = -span.count();  // before any time that a clock tells

  std::atomic<std::int64_t> noted_at_ = never;
  mutable std::mutex mutex_;
  TimePoint saved_at_;
  std::optional<Use> use_;
};

}  // namespace penstock
