// Spare segment files for every log of a directory, retired ones and ones full of zeros: syncing what is written over
// space that was written before changes no inode, so that a small commit costs a fourth less than in a file that grows.
// A pooled file begins with zeros, durably, so that nothing in it can be taken for a log's.
//
// Any thread; add(), take() and prepare() block.
#pragma once

#include <atomic>
#include <condition_variable>
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
  // Keeps up to `files_max` files of at least half of `segment_bytes` each: smaller ones would have to grow again.
  SegmentPool(Disk& disk, Random& random, std::string path, std::size_t files_max, std::uint64_t segment_bytes);

  // Makes the pool's directory and takes over what is in it.
  Status open();

  // Takes a segment file out of a log's directory: moves it here, or removes it when the pool is full. After an answer
  // it never comes back into that directory. `lease` names its readers.
  Status add(const std::string& path, std::weak_ptr<const void> lease);

  // Moves a spare file to `path` and opens it; makes a new one when there is none.
  Result<std::unique_ptr<File>> take(const std::string& path);

  // Fills a new spare file with zeros when there is none to take and the disk has plenty of room. What goes wrong is
  // not told: the segment grows then.
  void prepare();
  // Waits for a prepare() that runs, which ends early; later ones do nothing and touch nothing.
  void stop();

 private:
  struct Spare {
    std::string path;
    std::weak_ptr<const void> readers;
  };
  Status move_in(const std::string& path, std::weak_ptr<const void> lease);
  bool is_worth_keeping(const std::string& path);
  Status wipe(const std::string& path);
  bool begin_preparing();
  Status fill_with_zeros(const std::string& path);
  std::string pop_unread();

  Disk& disk_;
  Random& random_;
  const std::string path_;
  const std::size_t files_max_;
  const std::uint64_t segment_bytes_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::size_t kept_ = 0;  // spare and on the way in
  bool preparing_ = false;
  std::condition_variable prepared_;
  std::deque<Spare> spares_;
};

}  // namespace penstock
