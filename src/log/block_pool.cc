#include "log/block_pool.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "base/check.h"

namespace penstock {

BlockPool::~BlockPool() {
  while (spare_) {
    auto* next = spare_->next;
    release(spare_);
    spare_ = next;
  }
}

BlockBuffer* BlockPool::take(std::size_t record_bytes) {
  const auto needed = sizeof(BlockBuffer) + sizeof(BlockHeader) + sizeof(RecordHeader) + record_bytes;
  BlockBuffer* block = nullptr;
  if (needed <= block_bytes) {
    const std::lock_guard lock(mutex_);
    if (spare_) {
      block = spare_;
      spare_ = block->next;
      --spare_count_;
    }
  }
  const auto bytes = std::max(needed, block_bytes);
  void* memory = block ? block : std::malloc(bytes);
  CHECK(memory);
  block = new (memory) BlockBuffer;
  block->capacity = static_cast<std::uint32_t>(bytes - sizeof(BlockBuffer));
  block->used = sizeof(BlockHeader);
  return block;
}

void BlockPool::give_back(BlockBuffer* blocks) {
  BlockBuffer* surplus = nullptr;
  {
    const std::lock_guard lock(mutex_);
    while (blocks) {
      auto* next = blocks->next;
      const bool keep = blocks->capacity + sizeof(BlockBuffer) == block_bytes && spare_count_ < spare_max_;
      auto*& list = keep ? spare_ : surplus;
      blocks->next = list;
      list = blocks;
      spare_count_ += keep ? 1 : 0;
      blocks = next;
    }
  }
  while (surplus) {
    auto* next = surplus->next;
    release(surplus);
    surplus = next;
  }
}

bool BlockPool::shrink() {
  BlockBuffer* surplus = nullptr;
  {
    const std::lock_guard lock(mutex_);
    for (auto count = (spare_count_ + 1) / 2; count > 0; --count, --spare_count_) {
      auto* block = spare_;
      spare_ = block->next;
      block->next = surplus;
      surplus = block;
    }
  }
  const bool any = surplus != nullptr;
  while (surplus) {
    auto* next = surplus->next;
    release(surplus);
    surplus = next;
  }
  return any;
}

void BlockPool::release(BlockBuffer* block) { std::free(block); }

}  // namespace penstock
