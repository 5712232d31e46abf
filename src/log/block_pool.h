// Buffers of blocks under construction, reused: first touch of fresh memory is slower than the copy into it.
// Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "log/format.h"

namespace penstock {

// A block being filled: its header's place and the records behind it, contiguous as they go to disk.
struct BlockBuffer {
  BlockBuffer* next = nullptr;
  std::uint32_t capacity = 0;  // of bytes()
  std::uint32_t used = 0;      // including the header's place
  BlockHeader header;

  char* bytes() { return reinterpret_cast<char*>(this + 1); }
  std::size_t room() const { return capacity - used; }
};

class BlockPool {
 public:
  explicit BlockPool(std::size_t spare_bytes_max) : spare_max_(spare_bytes_max / block_bytes) {}
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool();

  // An empty block with room for a record of this many bytes at least.
  BlockBuffer* take(std::size_t record_bytes);
  // Gives back a list of blocks, linked by `next`.
  void give_back(BlockBuffer* blocks);
  // Frees half of what is spare, when there has been nothing to do for a while; false when nothing was spare.
  bool shrink();

  static constexpr std::size_t block_bytes = 64 << 10;

 private:
  static void release(BlockBuffer* block);

  const std::size_t spare_max_;
  std::mutex mutex_;
  BlockBuffer* spare_ = nullptr;
  std::size_t spare_count_ = 0;
};

}  // namespace penstock
