// Keeps the newest bytes of a log in the operating system's page cache and lets go of older ones once they are synced.
// Without it every append touches memory that was never used before, which costs more than the copy (up to 2 ms a MB
// on a virtual machine), and a busy log pushes everything else out of the cache. Who reads further back reads the disk.
// The committing thread only.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "io/disk.h"

namespace penstock {

class CachedTail {
 public:
  explicit CachedTail(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  // [begin, end) of the file was written and synced.
  void add(const std::shared_ptr<File>& file, std::uint64_t begin, std::uint64_t end);

 private:
  static constexpr std::uint64_t step_bytes = 4 << 20;  // let go of so much at a time

  struct Range {
    std::shared_ptr<File> file;
    std::uint64_t begin;
    std::uint64_t end;
  };

  const std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
  std::deque<Range> ranges_;  // oldest first
};

}  // namespace penstock
