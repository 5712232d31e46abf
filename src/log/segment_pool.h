// Retired segment files, kept for reuse by every log of a directory: writing and syncing a file whose space was written
// before is about twice as fast as growing a new one. A pooled file begins with zeros, durably, so that nothing in it
// can be taken for a log's.
//
// Any thread; add() and take() block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "io/disk.h"
#include "io/random.h"

namespace penstock {

// Held by whoever may still read a segment; a file is not overwritten before all of them let go.
using SegmentLease = std::shared_ptr<const void>;

class SegmentPool {
 public:
  // Keeps up to `files_max` files of at least `file_bytes_min` each: smaller ones would have to grow again.
  SegmentPool(Disk& disk, Random& random, std::string path, std::size_t files_max, std::uint64_t file_bytes_min);

  // Makes the pool's directory and takes over what is in it.
  Status open();

  // Takes a segment file out of a log's directory: moves it here, or removes it when the pool is full. After an answer
  // it never comes back into that directory. `lease` names its readers.
  Status add(const std::string& path, std::weak_ptr<const void> lease);

  // Moves a spare file to `path` and opens it; makes a new one when there is none.
  Result<std::unique_ptr<File>> take(const std::string& path);

 private:
  struct Spare {
    std::string path;
    std::weak_ptr<const void> readers;
  };
  Status move_in(const std::string& path, std::weak_ptr<const void> lease);
  bool is_worth_keeping(const std::string& path);
  Status wipe(const std::string& path);
  std::string pop_unread();

  Disk& disk_;
  Random& random_;
  const std::string path_;
  const std::size_t files_max_;
  const std::uint64_t file_bytes_min_;
  std::mutex mutex_;
  std::size_t kept_ = 0;  // spare and on the way in
  std::deque<Spare> spares_;
};

}  // namespace penstock
