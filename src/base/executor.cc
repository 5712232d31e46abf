#include "base/executor.h"

namespace penstock {
constinit thread_local Executor* Executor::current_ = nullptr;
}
