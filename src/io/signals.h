// SIGINT and SIGTERM as values. Made by main() before any other thread, so that every thread inherits the blocked
// signals and none is interrupted by them. Children have to unblock them (posix_spawn's SETSIGMASK).
#pragma once

#include <optional>

#include "base/time.h"

namespace penstock {

class StopSignals {
 public:
  // Blocks the signals for this thread and those it starts, and ignores SIGPIPE.
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  // Blocks the calling thread, which is no loop's, until a signal comes: its number. Each call takes one signal, so
  // that a second Ctrl-C can be told from the first.
  int wait();
  // The same, for at most `timeout`.
  std::optional<int> wait_for(Millis timeout);

 private:
  int fd_;
};

}  // namespace penstock
