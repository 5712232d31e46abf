// One core's event loop: descriptors (epoll, edge-triggered), timers, and the coroutines posted to it.
//
// run() makes the calling thread the loop's own. post() and stop() may be called from any thread; everything else from
// the loop's thread. Coroutines resume one after another and never in parallel with each other; none may block.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

#include "base/executor.h"
#include "io/timer_wheel.h"

namespace penstock {

class FdWatch;

class EventLoop final : public Executor {
 public:
  EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop() override;

  // Runs until stop(). What is still posted then stays suspended: owners drain their scopes first.
  void run();
  void stop();

  void post(std::coroutine_handle<> handle) override;
  void post_all(std::span<const std::coroutine_handle<>> handles) override;
  void post_after(Millis delay, std::coroutine_handle<> handle) override;
  void at_turn_end(void (*job)(void* context), void* context) override;

  // Sets a timer `delay` from now (of this turn); a negative delay fires in the next turn.
  void set_timer(Timer& timer, Millis delay) {
    timers_.set(timer, now_ + static_cast<Tick>(std::max(delay, Millis{0}).count()));
  }
  // The steady clock as this turn of the loop read it.
  Tick now() const { return now_; }

  // The loop whose thread this is. CHECKs that there is one.
  static EventLoop& current();

 private:
  friend class FdWatch;
  static constexpr int events_max = 256;          // a wait
  static constexpr int waits_before_end_max = 4;  // what arrives during a turn still belongs to it, within this bound
  struct Sleeper;
  struct TurnEnd {
    void (*job)(void* context);
    void* context;
  };

  void turn();
  void resume_posted();
  void end_turn();
  bool wait_for_events();  // false when there were none
  void dispatch(int event_count);
  int wait_millis() const;
  void forget(const FdWatch& watch);  // drops its events of this turn
  static Tick read_clock();

  int epoll_ = -1;
  int wake_ = -1;  // eventfd, edge-triggered: never read
  Tick now_ = read_clock();
  TimerWheel timers_{now_};
  std::vector<std::coroutine_handle<>> posted_;    // from this thread
  std::vector<std::coroutine_handle<>> resuming_;  // the batch of this turn
  std::vector<TurnEnd> turn_ends_;
  std::vector<TurnEnd> ending_;
  int waits_before_end_ = 0;
  std::array<epoll_event, events_max> events_;
  int events_under_dispatch_ = 0;

  std::atomic<bool> stopping_ = false;
  std::atomic<bool> asleep_ = false;  // a post from elsewhere has to wake it
  std::atomic<bool> inbox_filled_ = false;
  std::mutex inbox_mutex_;
  std::vector<std::coroutine_handle<>> inbox_;  // from other threads
};

}  // namespace penstock
