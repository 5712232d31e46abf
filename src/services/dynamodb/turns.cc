#include "services/dynamodb/turns.h"

#include <algorithm>

#include "api/dynamodb/errors.h"
#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {

struct Turns::Awaiter {
  State& state;
  bool taken = true;
  std::coroutine_handle<> handle = {};
  Executor* executor = nullptr;
  Awaiter* next = nullptr;

  bool await_ready() {
    const std::lock_guard lock(state.mutex);
    if (state.held) return false;
    return state.held = true;
  }
  bool await_suspend(std::coroutine_handle<> awaiting) {
    handle = awaiting;
    executor = Executor::current();
    const std::lock_guard lock(state.mutex);
    if (!state.held) {  // it became free meanwhile
      state.held = true;
      return false;
    }
    if (state.waiting >= limits::waiting_writes_max) {
      taken = false;
      return false;
    }
    CHECK(executor);
    ++state.waiting;
    (state.first ? state.last->next : state.first) = this;
    state.last = this;
    return true;
  }
  bool await_resume() const { return taken; }
};

Task<Result<Turns::Hold>> Turns::take(Place place) {
  if (!co_await Awaiter{states_[place]}) {
    co_return errors::throttling("Too many requests wait for the same item or table. Retry after a pause.");
  }
  co_return Hold(*this, place);
}

Task<Result<std::vector<Turns::Hold>>> Turns::take_all(std::vector<Place> places) {
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
  std::vector<Hold> holds;
  holds.reserve(places.size());
  for (const auto place : places) holds.push_back(co_await take(place));
  co_return holds;
}

void Turns::pass_on(Place place) {
  auto& state = states_[place];
  Awaiter* next = nullptr;
  {
    const std::lock_guard lock(state.mutex);
    next = state.first;
    if (!next) {
      state.held = false;
      return;
    }
    state.first = next->next;
    --state.waiting;
  }
  next->executor->post(next->handle);  // its frame may be gone after this
}

}  // namespace penstock::dynamodb
