// Turns: reading something, deciding and writing it is one step for all others at the same place, also while the write
// waits for the disk. Items share a fixed number of places, so a turn costs no memory and seldom waits for a stranger.
// Whoever needs several places takes them at once, in their order, so that nobody waits in a circle. Coroutines wait in
// order; none blocks a thread. Any thread.
#pragma once

#include <coroutine>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "base/executor.h"
#include "base/task.h"

namespace penstock::dynamodb {

class Turns {
 public:
  using Place = std::uint32_t;

  // The turn at one place, for as long as it lives. The turns live longer.
  class Hold {
   public:
    Hold(Hold&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), place_(other.place_) {}
    Hold& operator=(Hold&& other) noexcept {
      std::swap(turns_, other.turns_);
      std::swap(place_, other.place_);
      return *this;
    }
    ~Hold() {
      if (turns_) turns_->pass_on(place_);
    }

   private:
    friend class Turns;
    Hold(Turns& turns, Place place) : turns_(&turns), place_(place) {}
    Turns* turns_;
    Place place_;
  };

  explicit Turns(std::size_t places) : states_(places) {}
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  Place place_of(std::string_view key) const {
    return static_cast<Place>(std::hash<std::string_view>{}(key) % states_.size());
  }
  // Resumes on the executor that it was called on. Errors of both: ThrottlingException when
  // limits::waiting_writes_max wait at a place.
  Task<Result<Hold>> take(Place place);
  Task<Result<std::vector<Hold>>> take_all(std::vector<Place> places);

 private:
  struct Awaiter;
  struct State {
    std::mutex mutex;
    bool held = false;
    std::uint32_t waiting = 0;
    Awaiter* first = nullptr;  // of those that wait; they lie in their coroutines' frames
    Awaiter* last = nullptr;
  };
  void pass_on(Place place);

  std::vector<State> states_;
};

}  // namespace penstock::dynamodb
