#include "services/s3/turns.h"

#include <vector>

#include "services/s3/limits.h"
#include "services/s3/s3_error.h"

namespace penstock::s3 {

struct Turns::Waiter {
  Turns& turns;
  const std::string& name;
  Mode mode;
  Places::value_type* place = nullptr;  // null when too many wait
  Executor* executor = nullptr;
  std::coroutine_handle<> handle = {};

  bool await_ready() { return false; }
  bool await_suspend(std::coroutine_handle<> awaiting) {
    executor = Executor::current();
    handle = awaiting;
    const std::lock_guard lock(turns.mutex_);
    auto& found = *turns.places_.try_emplace(name).first;
    auto& waiting = found.second.waiting;
    if (waiting.size() >= limits::waiting_turns_max) return false;
    place = &found;
    if (waiting.empty() && admit(found.second, mode)) return false;
    CHECK(executor);
    waiting.push_back(this);
    return true;
  }
  void await_resume() {}
};

Task<Result<Turns::Hold>> Turns::take(std::string name, Mode mode) {
  Waiter waiter{*this, name, mode};
  co_await waiter;
  if (!waiter.place) co_return errors::slow_down();
  co_return Hold(*this, *waiter.place);
}

// Counts one more in, unless those inside keep it out.
bool Turns::admit(Place& place, Mode mode) {
  if (place.alone || (mode == Mode::alone && place.sharers > 0)) return false;
  if (mode == Mode::alone) {
    place.alone = true;
  } else {
    ++place.sharers;
  }
  return true;
}

void Turns::end(Places::value_type* at) {
  std::vector<Waiter*> admitted;
  {
    const std::lock_guard lock(mutex_);
    auto& place = at->second;
    if (place.alone) {
      place.alone = false;
    } else {
      CHECK(place.sharers > 0);
      --place.sharers;
    }
    while (!place.waiting.empty() && admit(place, place.waiting.front()->mode)) {
      admitted.push_back(place.waiting.front());
      place.waiting.pop_front();
    }
    if (!place.alone && place.sharers == 0) places_.erase(at->first);
  }
  for (auto* waiter : admitted) waiter->executor->post(waiter->handle);  // its frame may be gone after this
}

}  // namespace penstock::s3
