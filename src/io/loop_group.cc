#include "io/loop_group.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <string>

#include "base/check.h"

namespace penstock {
namespace {

std::size_t usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (::sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return static_cast<std::size_t>(std::max(CPU_COUNT(&cores), 1));
}

}  // namespace

LoopGroup::LoopGroup(std::size_t count) {
  if (count == 0) count = std::min(usable_cores(), loops_max);
  CHECK(count <= loops_max);
  for (std::size_t i = 0; i < count; ++i) loops_.push_back(std::make_unique<EventLoop>());
  for (std::size_t i = 0; i < count; ++i) {
    threads_.emplace_back([&loop = *loops_[i], i] {
      ::pthread_setname_np(::pthread_self(), ("loop-" + std::to_string(i)).c_str());
      loop.run();
    });
  }
}

LoopGroup::~LoopGroup() {
  for (auto& loop : loops_) loop->stop();
  threads_.clear();
}

}  // namespace penstock
