// The file system that RocksDB works on: as another one, but for its write-ahead logs, which stand in files that are
// used again (table/wal_file.h).
//
// Any thread, as RocksDB asks.
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "io/disk.h"
#include "io/random.h"

namespace penstock {

struct WalFilesOptions {
  bool syncs = true;  // RocksDB syncs each write before the next
  std::size_t spare_files_max = 3;
  std::uint64_t spare_bytes_min = 256 << 10;  // smaller ones would have to grow again
  std::uint64_t spare_bytes_max = 32 << 20;
};

class WalFiles final : public rocksdb::FileSystemWrapper {
 public:
  // Takes over the spare files of `directory`, which is the database's and need not be there yet. `disk` outlives it.
  WalFiles(const std::shared_ptr<rocksdb::FileSystem>& target, Disk& disk, std::string directory,
           WalFilesOptions options);

  const char* Name() const override { return "PenstockWalFiles"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewSequentialFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                      rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;

 private:
  class Writing;
  class Reading;
  struct Log {
    std::uint64_t number = 0;
    std::uint64_t end = 0;
  };

  std::string take_spare();
  bool keep_spare(const std::string& name);
  // The writer of log `number` begins: the one before it. And what it has appended so far.
  Log previous_of(std::uint64_t number);
  void appended(Log log);
  // A reader came to the end of a log.
  void ended(Log log);
  Result<bool> follows_its_previous(const class WalReader& log);

  Disk& disk_;
  const std::string directory_;
  const WalFilesOptions options_;
  SystemRandom random_;
  std::mutex mutex_;
  std::vector<std::string> spares_;
  std::uint64_t spare_number_ = 0;
  Log last_;                                      // that something was appended to
  std::map<std::uint64_t, std::uint64_t> ended_;  // of logs that were read: their ends
};

}  // namespace penstock
