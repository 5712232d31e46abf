// How the main thread of a client program waits: for its task, or for the user to stop it.
#pragma once

#include <functional>

#include "base/executor.h"
#include "base/task.h"
#include "io/signals.h"

namespace penstock {

// Runs a task on a loop until it is done and answers its exit status; called from a thread that is none's. The first
// SIGINT or SIGTERM calls `on_signal` on the loop, a second one ends the process with status 130. `signals` was made
// before the loop's thread.
int run_until_done(Executor& loop, Task<int> task, StopSignals& signals, std::function<void()> on_signal);

}  // namespace penstock
