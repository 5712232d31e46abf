// The files of RocksDB's tables, so that a thread that must not wait for the disk reads what the machine's memory has:
// an event loop then needs no other thread for it. A read that would wait ends with Busy there, and so does the call of
// RocksDB; the caller repeats it where it may wait.
//
// Any thread.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>
#include <utility>

#include "io/disk.h"

namespace penstock {

// While it lives, reads of this thread do not wait. Iterators of RocksDB may pass over what could not be read and say
// nothing of it: what was read counts when refused() is false.
class NoWaiting {
 public:
  NoWaiting() : before_(std::exchange(active_, true)) { refused_ = false; }
  ~NoWaiting() { active_ = before_; }
  NoWaiting(const NoWaiting&) = delete;
  NoWaiting& operator=(const NoWaiting&) = delete;
  static bool is_active() { return active_; }
  static bool refused() { return refused_; }
  static void refuse() { refused_ = true; }

 private:
  static constinit thread_local bool refused_;
  static constinit thread_local bool active_;
  const bool before_;
};

class NoWaitFiles final : public rocksdb::FileSystemWrapper {
 public:
  // `disk` outlives it.
  NoWaitFiles(const std::shared_ptr<rocksdb::FileSystem>& target, Disk& disk)
      : FileSystemWrapper(target), disk_(disk) {}

  const char* Name() const override { return "PenstockNoWaitFiles"; }
  rocksdb::IOStatus NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* context) override;

 private:
  Disk& disk_;
};

}  // namespace penstock
