// Memory that connections borrow while bytes are on their way and give back when idle: an idle connection holds none,
// and pages that were touched once are used again. One pool a loop, used on its thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "wire/http1_parser.h"

namespace penstock {

// Bytes without zero-fill. Behind the capacity are `padding` more readable bytes.
class Buffer {
 public:
  static constexpr std::size_t padding = 64;  // simdjson reads that far past the end

  Buffer() = default;
  explicit Buffer(std::size_t capacity) { grow(capacity); }
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), capacity_(std::exchange(other.capacity_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~Buffer() { std::free(data_); }

  // Keeps the contents; they may move.
  void grow(std::size_t capacity) {
    CHECK(capacity >= capacity_);
    data_ = static_cast<char*>(std::realloc(data_, capacity + padding));
    CHECK(data_);
    capacity_ = capacity;
  }
  char* data() const { return data_; }
  std::size_t capacity() const { return capacity_; }

 private:
  char* data_ = nullptr;
  std::size_t capacity_ = 0;
};

// What one connection needs while it reads and answers a request.
struct ConnectionBuffers {
  static constexpr std::size_t input_bytes = 16 << 10;

  Buffer input{input_bytes};
  std::size_t begin = 0;  // input[begin, end) arrived and is not used up
  std::size_t end = 0;
  std::string output;  // heads and small bodies that wait to be written
  std::array<HeaderField, http1::header_count_max> fields;

  std::size_t buffered() const { return end - begin; }
  std::span<char> free_space() const { return {input.data() + end, input.capacity() - end}; }
};

class BufferPool {
 public:
  static constexpr std::size_t connection_buffers_kept_max = 64;
  static constexpr std::size_t large_bytes_kept_max = 32 << 20;
  static constexpr std::size_t large_kept_max = 32;

  std::unique_ptr<ConnectionBuffers> take();
  void give_back(std::unique_ptr<ConnectionBuffers> buffers);

  // A buffer of at least that capacity.
  Buffer take_large(std::size_t capacity);
  void give_back_large(Buffer buffer);

  // Frees the large buffers that were in no use since the last call.
  void trim();

 private:
  std::vector<std::unique_ptr<ConnectionBuffers>> free_;
  std::vector<Buffer> large_;  // most recently given back last
  std::size_t large_bytes_ = 0;
  std::size_t untouched_ = 0;  // of large_, from the front: not taken since the last trim()
};

}  // namespace penstock
