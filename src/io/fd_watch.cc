#include "io/fd_watch.h"

namespace penstock {

FdWatch::FdWatch(EventLoop& loop, int fd, Kind kind) : loop_(loop), fd_(fd) {
  epoll_event event{};
  // A shared listener wakes one of the loops that watch it, not all of them.
  event.events = kind == Kind::stream ? EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET : EPOLLIN | EPOLLET | EPOLLEXCLUSIVE;
  event.data.ptr = this;
  // Being added makes an event of what is there to read already.
  write_.maybe_ready = true;
  CHECK(::epoll_ctl(loop_.epoll_, EPOLL_CTL_ADD, fd_, &event) == 0);
}

FdWatch::~FdWatch() {
  CHECK(!read_.waiting && !write_.waiting);
  // A forked child may hold the descriptor open for a moment, so closing it is not enough.
  ::epoll_ctl(loop_.epoll_, EPOLL_CTL_DEL, fd_, nullptr);
  loop_.forget(*this);
}

void FdWatch::Direction::start(EventLoop& loop, IoWait& wait, Millis timeout) {
  CHECK(!waiting);
  waiting = &wait;
  loop.set_timer(*this, timeout);
}

void FdWatch::Direction::ready() {
  maybe_ready = true;
  if (!waiting || !waiting->attempt(*waiting)) return;
  clear();
  std::exchange(waiting, nullptr)->handle.resume();  // may destroy the watch
}

void FdWatch::Direction::time_is_up(Timer& timer) {
  auto& self = static_cast<Direction&>(timer);
  auto* waiting = std::exchange(self.waiting, nullptr);
  if (!waiting) return;
  waiting->timed_out = true;
  waiting->handle.resume();
}

}  // namespace penstock
