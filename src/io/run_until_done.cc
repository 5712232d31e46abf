#include "io/run_until_done.h"

#include <atomic>
#include <cstdlib>
#include <thread>

#include "io/block_on.h"

namespace penstock {
namespace {

constexpr Millis signal_poll{50};
constexpr int exit_interrupted = 130;

Task<void> call(const std::function<void()>& function) {
  function();
  co_return;
}

}  // namespace

int run_until_done(Executor& loop, Task<int> task, StopSignals& signals, std::function<void()> on_signal) {
  std::atomic<bool> done = false;
  int status = 0;
  std::jthread waiter([&] {
    status = block_on(loop, std::move(task));
    done = true;
  });
  bool asked = false;
  while (!done) {
    if (!signals.wait_for(signal_poll)) continue;
    if (std::exchange(asked, true)) std::_Exit(exit_interrupted);
    block_on(loop, call(on_signal));
  }
  waiter.join();
  return status;
}

}  // namespace penstock
