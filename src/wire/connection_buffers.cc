#include "wire/connection_buffers.h"

#include <algorithm>

namespace penstock {

std::unique_ptr<ConnectionBuffers> BufferPool::take() {
  if (free_.empty()) return std::make_unique<ConnectionBuffers>();
  auto buffers = std::move(free_.back());
  free_.pop_back();
  return buffers;
}

void BufferPool::give_back(std::unique_ptr<ConnectionBuffers> buffers) {
  const bool usual_size = buffers->input.capacity() == ConnectionBuffers::input_bytes &&
                          buffers->output.capacity() <= ConnectionBuffers::input_bytes;
  if (!usual_size || free_.size() == connection_buffers_kept_max) return;
  buffers->begin = buffers->end = 0;
  buffers->output.clear();
  free_.push_back(std::move(buffers));
}

Buffer BufferPool::take_large(std::size_t capacity) {
  // The latest that fits is the likeliest to be in the cache.
  for (std::size_t i = large_.size(); i-- > 0;) {
    if (large_[i].capacity() < capacity) continue;
    auto buffer = std::move(large_[i]);
    large_.erase(large_.begin() + static_cast<std::ptrdiff_t>(i));
    large_bytes_ -= buffer.capacity();
    untouched_ = std::min(untouched_, i);
    return buffer;
  }
  return Buffer(std::max(capacity + capacity / 4, std::size_t{64 << 10}));  // bodies of one client vary a little
}

void BufferPool::give_back_large(Buffer buffer) {
  if (buffer.capacity() == 0 || large_.size() == large_kept_max ||
      large_bytes_ + buffer.capacity() > large_bytes_kept_max) {
    return;
  }
  large_bytes_ += buffer.capacity();
  large_.push_back(std::move(buffer));
}

void BufferPool::trim() {
  for (std::size_t i = 0; i < untouched_; ++i) large_bytes_ -= large_[i].capacity();
  large_.erase(large_.begin(), large_.begin() + static_cast<std::ptrdiff_t>(untouched_));
  untouched_ = large_.size();
}

}  // namespace penstock
