// Readiness of one descriptor on one event loop. A descriptor is registered once, edge-triggered; what it was last
// known to be ready for is remembered, so that a request costs no epoll call. The loop's thread only.
#pragma once

#include <coroutine>

#include "io/event_loop.h"

namespace penstock {

// One operation that waits. `attempt` tries it again when the descriptor may be ready and says whether it is done.
struct IoWait {
  bool (*attempt)(IoWait& wait) = nullptr;
  std::coroutine_handle<> handle = nullptr;
  bool timed_out = false;
};

class FdWatch {
 public:
  enum class Kind { stream, shared_listener };

  // The descriptor stays the caller's, who destroys the watch before closing it.
  FdWatch(EventLoop& loop, int fd, Kind kind);
  FdWatch(const FdWatch&) = delete;
  FdWatch& operator=(const FdWatch&) = delete;
  // Nothing may wait any more.
  ~FdWatch();

  // False once the kernel has said EAGAIN, until the next event.
  bool maybe_readable() const { return read_.maybe_ready; }
  bool maybe_writable() const { return write_.maybe_ready; }
  void read_would_block() { read_.maybe_ready = false; }
  void write_would_block() { write_.maybe_ready = false; }
  // The peer closed its side or the connection broke: a short read does not mean that there is nothing more.
  bool hung_up() const { return hung_up_; }

  // Suspends `wait` until an attempt succeeds or the time is up. One at a time for each direction.
  void wait_readable(IoWait& wait, Millis timeout) { read_.start(loop_, wait, timeout); }
  void wait_writable(IoWait& wait, Millis timeout) { write_.start(loop_, wait, timeout); }

  // As if the descriptor had become readable: whoever waits tries again.
  void wake_reader() { read_.ready(); }

  EventLoop& loop() const { return loop_; }

 private:
  friend class EventLoop;

  struct Direction : Timer {
    Direction() : Timer(&Direction::time_is_up) {}
    void start(EventLoop& loop, IoWait& wait, Millis timeout);
    void ready();
    static void time_is_up(Timer& timer);

    bool maybe_ready = false;
    IoWait* waiting = nullptr;
  };

  EventLoop& loop_;
  int fd_;
  bool hung_up_ = false;
  Direction read_;
  Direction write_;
};

}  // namespace penstock
