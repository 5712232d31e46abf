// N event loops on N threads, one a core. Made and destroyed by a thread that is not one of them.
#pragma once

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "io/event_loop.h"

namespace penstock {

class LoopGroup {
 public:
  static constexpr std::size_t loops_max = 256;

  // Starts the threads. 0 stands for one loop for each core that this process may use.
  explicit LoopGroup(std::size_t count);
  LoopGroup(const LoopGroup&) = delete;
  LoopGroup& operator=(const LoopGroup&) = delete;
  // Stops and joins. Whatever runs on the loops has been drained by its owner.
  ~LoopGroup();

  std::size_t size() const { return loops_.size(); }
  EventLoop& operator[](std::size_t index) { return *loops_[index]; }

 private:
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::vector<std::jthread> threads_;
};

}  // namespace penstock
