#include "io/event_loop.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <utility>

#include "io/fd_watch.h"

namespace penstock {

struct EventLoop::Sleeper : Timer {
  Sleeper(EventLoop& loop, std::coroutine_handle<> handle) : Timer(&Sleeper::wake), loop(loop), handle(handle) {}
  static void wake(Timer& timer) {
    const std::unique_ptr<Sleeper> self(static_cast<Sleeper*>(&timer));
    self->loop.posted_.push_back(self->handle);
  }

  EventLoop& loop;
  std::coroutine_handle<> handle;
};

EventLoop::EventLoop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  CHECK(epoll_ >= 0 && wake_ >= 0);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.ptr = nullptr;
  CHECK(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) == 0);
}

EventLoop::~EventLoop() {
  CHECK(current_ != this);
  ::close(wake_);
  ::close(epoll_);
}

EventLoop& EventLoop::current() {
  auto* loop = dynamic_cast<EventLoop*>(current_);
  CHECK(loop);
  return *loop;
}

Tick EventLoop::read_clock() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<Tick>(std::chrono::duration_cast<Millis>(now).count());
}

void EventLoop::run() {
  CHECK(!current_);
  current_ = this;
  now_ = read_clock();
  while (!stopping_.load(std::memory_order_relaxed)) turn();
  current_ = nullptr;
}

void EventLoop::stop() {
  stopping_ = true;
  ::eventfd_write(wake_, 1);
}

void EventLoop::post(std::coroutine_handle<> handle) { post_all({&handle, 1}); }

void EventLoop::post_all(std::span<const std::coroutine_handle<>> handles) {
  if (current_ == this) {
    posted_.insert(posted_.end(), handles.begin(), handles.end());
    return;
  }
  {
    const std::lock_guard lock(inbox_mutex_);
    inbox_.insert(inbox_.end(), handles.begin(), handles.end());
    inbox_filled_ = true;
  }
  // The loop sets asleep_ before it looks at inbox_filled_ for the last time, so one of the two sees the other.
  if (asleep_.exchange(false)) ::eventfd_write(wake_, 1);
}

void EventLoop::post_after(Millis delay, std::coroutine_handle<> handle) {
  CHECK(current_ == this);
  // The turn's time may be up to a turn old and is rounded down.
  const auto due = read_clock() + static_cast<Tick>(std::max(delay, Millis{0}).count()) + (delay > Millis{0} ? 1 : 0);
  timers_.set(*new Sleeper(*this, handle), due);
}

void EventLoop::turn() {
  resume_posted();
  const bool any = wait_for_events();
  timers_.advance(now_);
  if (turn_ends_.empty() || (any && ++waits_before_end_ < waits_before_end_max)) return;
  waits_before_end_ = 0;
  end_turn();
}

void EventLoop::at_turn_end(void (*job)(void* context), void* context) {
  CHECK(current_ == this);
  turn_ends_.push_back({job, context});
}

void EventLoop::end_turn() {
  ending_.swap(turn_ends_);
  for (const auto& [job, context] : ending_) job(context);
  ending_.clear();
}

void EventLoop::resume_posted() {
  if (inbox_filled_.load(std::memory_order_relaxed)) {
    const std::lock_guard lock(inbox_mutex_);
    inbox_filled_ = false;
    posted_.insert(posted_.end(), inbox_.begin(), inbox_.end());
    inbox_.clear();
  }
  // What these post is resumed in the next turn, after the descriptors had theirs.
  resuming_.swap(posted_);
  for (const auto handle : resuming_) handle.resume();
  resuming_.clear();
}

int EventLoop::wait_millis() const {
  if (!posted_.empty() || !turn_ends_.empty() || stopping_.load(std::memory_order_relaxed)) return 0;
  const auto next = timers_.next_visit();
  if (!next) return -1;
  const Tick now = read_clock();
  return *next <= now ? 0 : static_cast<int>(std::min<Tick>(*next - now, 60'000));
}

bool EventLoop::wait_for_events() {
  int timeout = wait_millis();
  if (timeout != 0) {
    asleep_ = true;
    if (inbox_filled_) timeout = 0;
  }
  const int count = ::epoll_wait(epoll_, events_.data(), events_max, timeout);
  asleep_.store(false, std::memory_order_relaxed);
  CHECK(count >= 0 || errno == EINTR);
  now_ = read_clock();
  dispatch(std::max(count, 0));
  return count > 0;
}

void EventLoop::dispatch(int event_count) {
  events_under_dispatch_ = event_count;
  for (int i = 0; i < event_count; ++i) {
    const auto flags = events_[i].events;
    auto watch = [&] { return static_cast<FdWatch*>(events_[i].data.ptr); };  // null once it is destroyed
    if (watch() && (flags & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))) watch()->hung_up_ = true;
    if (watch() && (flags & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))) watch()->read_.ready();
    if (watch() && (flags & (EPOLLOUT | EPOLLHUP | EPOLLERR))) watch()->write_.ready();
  }
  events_under_dispatch_ = 0;
}

void EventLoop::forget(const FdWatch& watch) {
  for (int i = 0; i < events_under_dispatch_; ++i) {
    if (events_[i].data.ptr == &watch) events_[i].data.ptr = nullptr;
  }
}

}  // namespace penstock
