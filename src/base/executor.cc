#include "base/executor.h"

namespace penstock {
thread_local Executor* Executor::current_ = nullptr;
}
