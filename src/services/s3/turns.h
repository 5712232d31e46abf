// Turns at a name: reading an object's record, deciding and writing it is one step for all others at that name, also
// while the write waits for the disk. Coroutines wait in order; none blocks a thread. Any thread.
#pragma once

#include <coroutine>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/executor.h"
#include "base/task.h"

namespace penstock::s3 {

class Turns {
  struct Waiter;
  enum class Mode : std::uint8_t { shared, alone };
  struct Place {
    std::size_t sharers = 0;
    bool alone = false;
    std::deque<Waiter*> waiting;
  };
  using Places = std::unordered_map<std::string, Place>;

 public:
  // A turn, for as long as it lives. The Turns live longer.
  class Hold {
   public:
    Hold(Hold&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), place_(other.place_) {}
    Hold& operator=(Hold&& other) noexcept {
      std::swap(turns_, other.turns_);
      std::swap(place_, other.place_);
      return *this;
    }
    ~Hold() {
      if (turns_) turns_->end(place_);
    }

   private:
    friend class Turns;
    Hold(Turns& turns, Places::value_type& place) : turns_(&turns), place_(&place) {}
    Turns* turns_;
    Places::value_type* place_;
  };

  Turns() = default;
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;
  ~Turns() { CHECK(places_.empty()); }

  // Excludes nobody but those alone. Error of both: 503 SlowDown when limits::waiting_turns_max wait at the name.
  Task<Result<Hold>> shared(std::string name) { return take(std::move(name), Mode::shared); }
  Task<Result<Hold>> alone(std::string name) { return take(std::move(name), Mode::alone); }

 private:
  Task<Result<Hold>> take(std::string name, Mode mode);
  void end(Places::value_type* place);
  static bool admit(Place& place, Mode mode);

  std::mutex mutex_;
  Places places_;  // names at which somebody is or waits
};

}  // namespace penstock::s3
