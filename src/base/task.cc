#include "base/task.h"

#include <array>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PENSTOCK_PLAIN_FRAMES 1  // a recycled frame would hide a use after free
#endif
#endif

namespace penstock::task_detail {

#ifdef PENSTOCK_PLAIN_FRAMES
void* allocate_frame(std::size_t bytes) { return ::operator new(bytes); }
void free_frame(void* frame, std::size_t) noexcept { ::operator delete(frame); }
#else
namespace {

constexpr std::size_t size_class_bytes = 128;
constexpr std::size_t size_classes = 24;           // frames up to 3 KB are kept
constexpr std::size_t frames_per_class_max = 256;  // per thread

struct FreeFrame {
  FreeFrame* next;
};

struct FrameCache {
  std::array<FreeFrame*, size_classes> heads{};
  std::array<std::size_t, size_classes> counts{};
  bool closed = false;
};

// Needs neither constructor nor destructor, so that no access asks whether it was constructed.
constinit thread_local FrameCache cache;

struct CacheCloser {
  ~CacheCloser() {
    for (auto*& head : cache.heads) {
      while (head) ::operator delete(std::exchange(head, head->next));
    }
    cache.closed = true;
  }
  void arm() {}  // constructs it
};
thread_local CacheCloser closer;

std::size_t class_of(std::size_t bytes) { return (bytes - 1) / size_class_bytes; }

}  // namespace

void* allocate_frame(std::size_t bytes) {
  const auto size_class = class_of(bytes);
  if (size_class >= size_classes) return ::operator new(bytes);
  auto*& head = cache.heads[size_class];
  if (!head) return ::operator new((size_class + 1) * size_class_bytes);
  --cache.counts[size_class];
  return std::exchange(head, head->next);
}

void free_frame(void* frame, std::size_t bytes) noexcept {
  const auto size_class = class_of(bytes);
  if (size_class >= size_classes || cache.closed || cache.counts[size_class] == frames_per_class_max) {
    ::operator delete(frame);
    return;
  }
  if (cache.counts[size_class]++ == 0) closer.arm();
  cache.heads[size_class] = new (frame) FreeFrame{cache.heads[size_class]};
}
#endif

}  // namespace penstock::task_detail
