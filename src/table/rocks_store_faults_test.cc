// The store on disks that fill up and fail.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "io/real_disk.h"
#include "io/sim_executor.h"
#include "table/rocks_store_fixture.h"

namespace penstock {
namespace {

// Lets a test fill the disk, make its syncs fail, or have some of it in no cache.
class FaultyFiles final : public rocksdb::FileSystemWrapper {
 public:
  enum class Fault { none, full, sync, cold };
  explicit FaultyFiles(const std::shared_ptr<rocksdb::FileSystem>& target) : FileSystemWrapper(target) {}
  const char* Name() const override { return "FaultyFiles"; }
  std::atomic<Fault> fault = Fault::none;
  std::atomic<unsigned> cold_reads = 0;

  struct File final : rocksdb::FSWritableFileOwnerWrapper {
    File(std::unique_ptr<rocksdb::FSWritableFile> file, FaultyFiles& files)
        : FSWritableFileOwnerWrapper(std::move(file)), files(files) {}
    FaultyFiles& files;

    using FSWritableFileOwnerWrapper::Append;
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* context) override {
      if (files.fault == Fault::full) return rocksdb::IOStatus::NoSpace("injected");
      return FSWritableFileOwnerWrapper::Append(data, options, context);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
      if (files.fault == Fault::sync) return rocksdb::IOStatus::IOError("injected");
      return FSWritableFileOwnerWrapper::Sync(options, context);
    }
  };

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* context) override {
    if (fault == Fault::full) return rocksdb::IOStatus::NoSpace("injected");
    auto status = FileSystemWrapper::NewWritableFile(name, options, result, context);
    if (status.ok()) *result = std::make_unique<File>(std::move(*result), *this);
    return status;
  }
};

// The same for the write-ahead logs.
class FaultyDisk final : public Disk {
 public:
  explicit FaultyDisk(FaultyFiles& files) : files_(files) {}

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    if (mode != OpenMode::read && files_.fault == FaultyFiles::Fault::full) return error::disk_full(path);
    auto file = disk_.open(path, mode);
    if (!file) return std::move(file.error());
    return std::make_unique<FaultyFile>(std::move(*file), files_);
  }
  Status rename(const std::string& from, const std::string& to) override { return disk_.rename(from, to); }
  Status remove(const std::string& path) override { return disk_.remove(path); }
  Result<std::vector<DirectoryEntry>> list(const std::string& directory) override { return disk_.list(directory); }
  Result<bool> exists(const std::string& path) override { return disk_.exists(path); }
  Status make_directory(const std::string& path) override { return disk_.make_directory(path); }
  Status sync_directory(const std::string& path) override { return disk_.sync_directory(path); }
  Result<std::uint64_t> free_bytes(const std::string& path) override { return disk_.free_bytes(path); }

 private:
  class FaultyFile final : public File {
   public:
    FaultyFile(std::unique_ptr<File> file, FaultyFiles& files) : file_(std::move(file)), files_(files) {}
    Result<std::size_t> pread(std::uint64_t position, std::span<char> into) override {
      return file_->pread(position, into);
    }
    bool pread_cached(std::uint64_t position, std::span<char> into) override {
      if (files_.fault == FaultyFiles::Fault::cold && ++files_.cold_reads % 3 == 0) return false;
      return file_->pread_cached(position, into);
    }
    Status pwritev(std::uint64_t position, std::span<const iovec> pieces) override {
      if (files_.fault == FaultyFiles::Fault::full) return error::disk_full("injected");
      return file_->pwritev(position, pieces);
    }
    Status write_pages(std::uint64_t position, std::span<const iovec> pieces) override {
      if (files_.fault == FaultyFiles::Fault::full) return error::disk_full("injected");
      if (files_.fault == FaultyFiles::Fault::sync) {
        static_cast<void>(file_->pwritev(position, pieces));
        return error::internal("injected");
      }
      return file_->write_pages(position, pieces);
    }
    Status sync() override {
      if (files_.fault == FaultyFiles::Fault::sync) return error::internal("injected");
      return file_->sync();
    }
    Status truncate(std::uint64_t bytes) override { return file_->truncate(bytes); }
    Status allocate(std::uint64_t bytes) override { return file_->allocate(bytes); }
    Result<std::uint64_t> size() override { return file_->size(); }

   private:
    std::unique_ptr<File> file_;
    FaultyFiles& files_;
  };

  FaultyFiles& files_;
  RealDisk disk_;
};

class RocksStoreOnFaultyDisk : public RocksStoreTest {
 protected:
  RocksStoreOnFaultyDisk()
      : files_(std::make_shared<FaultyFiles>(rocksdb::FileSystem::Default())),
        env_(rocksdb::NewCompositeEnv(files_)),
        disk_(*files_) {
    options_.env = env_.get();
    options_.disk = &disk_;
    options_.retry_interval = std::chrono::milliseconds(1);
  }
  // Writes as a patient client does.
  Status put_until_taken(std::string key, std::string value) {
    Status taken = error::internal("not tried");
    for (int tries = 0; tries < 3000 && !taken; ++tries) {
      taken = put(*store_, key, value);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return taken;
  }
  // As an event loop does.
  Status put_in_turn(std::string key, std::string value) {
    WriteBatch batch;
    batch.put(key, value);
    SimExecutor loop;
    return loop.sync_wait(store_->write(std::move(batch)));
  }
  std::shared_ptr<FaultyFiles> files_;
  std::unique_ptr<rocksdb::Env> env_;
  FaultyDisk disk_;
};

TEST_F(RocksStoreOnFaultyDisk, refuses_writes_while_the_disk_is_full_and_takes_them_again_when_space_returns) {
  ASSERT_TRUE(put(*store_, "kept", "1"));
  files_->fault = FaultyFiles::Fault::full;
  for (int i = 0; i < 3; ++i) {
    const auto refused = put(*store_, "kept", "2");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 503);
    EXPECT_EQ(refused.error().message, "The disk is full: writes are refused until space is free; reads go on.");
    EXPECT_EQ(value_of("kept"), "1");
  }
  files_->fault = FaultyFiles::Fault::none;
  const auto taken = put_until_taken("kept", "3");
  ASSERT_TRUE(taken) << taken.error().message;
  reopen();
  EXPECT_EQ(value_of("kept"), "3");
}

TEST_F(RocksStoreOnFaultyDisk, takes_writes_again_after_a_failed_fsync_once_it_reread_the_disk) {
  ASSERT_TRUE(put(*store_, "kept", "1"));
  files_->fault = FaultyFiles::Fault::sync;
  for (int i = 0; i < 20; ++i) {
    const auto refused = put(*store_, "refused", "2");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 503);
    EXPECT_EQ(value_of("kept"), "1");
    EXPECT_EQ(value_of("refused"), std::nullopt);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  files_->fault = FaultyFiles::Fault::none;
  const auto taken = put_until_taken("later", "3");
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(value_of("kept"), "1");
  reopen();
  EXPECT_EQ(value_of("kept"), "1");
  EXPECT_EQ(value_of("later"), "3");
}

TEST_F(RocksStoreOnFaultyDisk, gives_whole_pages_however_much_of_them_comes_from_the_disk) {
  options_.memtable_bytes = 64 << 10;
  options_.cache_bytes = 1 << 10;
  reopen();
  constexpr int count = 400;
  const auto key_of = [](int i) { return fmt::format("key/{:03}", i); };
  for (int round = 0; round < 3; ++round) {
    for (int i = round; i < count; i += 3) ASSERT_TRUE(put(*store_, key_of(i), std::string(600, 'x')));
  }
  files_->fault = FaultyFiles::Fault::cold;
  for (int from = 0; from < count; ++from) {
    const auto expected = std::min(count - from, 1 + from % 40);
    const auto order = from % 2 == 0 ? KeyRange::Order::ascending : KeyRange::Order::descending;
    SimExecutor loop;
    const auto page =
        loop.sync_wait(store_->read_page({.begin = key_of(from), .end = "key/~", .order = order},
                                         {.entries_max = static_cast<std::size_t>(expected), .bytes_max = 1 << 20}));
    ASSERT_TRUE(page);
    ASSERT_EQ(page->entries.size(), static_cast<std::size_t>(expected)) << from;
    for (int i = 0; i < expected; ++i) {
      ASSERT_EQ(page->entries[i].key, key_of(order == KeyRange::Order::ascending ? from + i : count - 1 - i));
    }
  }
  EXPECT_GT(files_->cold_reads, 1000U);
}

TEST_F(RocksStoreOnFaultyDisk, gives_all_values_however_many_come_from_the_disk) {
  options_.memtable_bytes = 64 << 10;
  options_.cache_bytes = 1 << 10;
  reopen();
  constexpr int count = 400;
  const auto key_of = [](int i) { return fmt::format("key/{:03}", i); };
  for (int i = 0; i < count; i += 2) ASSERT_TRUE(put(*store_, key_of(i), key_of(i) + std::string(600, 'x')));
  files_->fault = FaultyFiles::Fault::cold;
  for (int from = 0; from + 20 < count; ++from) {
    std::vector<std::string> keys;
    for (int i = 0; i < 20; ++i) keys.push_back(key_of(from + i * 7 % 20));
    SimExecutor loop;
    const auto values = loop.sync_wait(store_->read_all(keys));
    ASSERT_TRUE(values);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const bool is_there = (keys[i].back() - '0') % 2 == 0;
      ASSERT_EQ(values->at(i).value_or("none"), is_there ? keys[i] + std::string(600, 'x') : "none");
    }
  }
  EXPECT_GT(files_->cold_reads, 300U);
}

TEST_F(RocksStoreOnFaultyDisk, keeps_every_acknowledged_write_through_random_faults) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  options_.memtable_bytes = 64 << 10;
  reopen();
  std::map<std::string, std::vector<std::optional<std::string>>> possible;  // what was acknowledged, and refused since
  for (int step = 0; step < 1500; ++step) {
    if (random() % 20 == 0) files_->fault = static_cast<FaultyFiles::Fault>(random() % 3);
    const auto key = "k" + std::to_string(random() % 50);
    const auto value = std::to_string(step) + std::string(random() % 3000, 'v');
    auto& values = possible.try_emplace(key, 1, std::nullopt).first->second;
    const bool taken = random() % 2 == 0 ? put(*store_, key, value).has_value() : put_in_turn(key, value).has_value();
    if (taken) values.clear();
    values.emplace_back(value);
  }
  files_->fault = FaultyFiles::Fault::none;
  ASSERT_TRUE(put_until_taken("end", "1"));
  reopen();
  for (const auto& [key, values] : possible) {
    EXPECT_THAT(values, testing::Contains(value_of(key))) << key;
  }
}

}  // namespace
}  // namespace penstock
