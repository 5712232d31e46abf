// Shares directory fsyncs: everybody who asks while one runs is served by the next. Any thread; each caller resumes on
// its own executor. Lives as long as its callers.
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "io/blocking_pool.h"
#include "io/disk.h"

namespace penstock {

class DirectorySync {
 public:
  DirectorySync(Disk& disk, BlockingPool& pool) : disk_(disk), pool_(pool) {}

  // Answers once every name that the directory has now is durable. Errors: those of Disk and BlockingPool.
  Task<Status> sync(std::string directory);

  // How many fsyncs were made.
  std::uint64_t rounds() const;

 private:
  // One who waits for the round after the running one, or is told to lead it.
  struct Turn;
  // Of one directory, while somebody syncs it.
  struct Round {
    std::vector<Turn*> waiting;
  };

  void end_round(const std::string& directory, std::span<Turn* const> served, const Status& status);

  Disk& disk_;
  BlockingPool& pool_;
  mutable std::mutex mutex_;
  std::map<std::string, Round> running_;  // no entry: nobody syncs the directory
  std::uint64_t rounds_ = 0;
};

}  // namespace penstock
