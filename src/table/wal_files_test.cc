#include "table/wal_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/sim_disk.h"

namespace penstock {
namespace {

using rocksdb::IOStatus;

// RocksDB's view of its logs, on a disk that a test owns.
struct Fixture {
  SimDisk disk;
  std::shared_ptr<WalFiles> files;

  explicit Fixture(WalFilesOptions options = {}) {
    EXPECT_TRUE(disk.make_directory("db"));
    reopen(options);
  }
  void reopen(WalFilesOptions options = {}) {
    options.spare_bytes_min = 1;
    files = std::make_shared<WalFiles>(rocksdb::FileSystem::Default(), disk, "db", options);
  }
  static std::string path(int number) { return "db/00000" + std::to_string(number) + ".log"; }

  std::unique_ptr<rocksdb::FSWritableFile> begin(int number) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(files->NewWritableFile(path(number), {}, &file, nullptr).ok());
    return file;
  }
  void write(int number, const std::string& bytes) { append(*begin(number), bytes); }
  static void append(rocksdb::FSWritableFile& file, const std::string& bytes) {
    EXPECT_TRUE(file.Append(bytes, rocksdb::IOOptions(), nullptr).ok());
    EXPECT_TRUE(file.Sync(rocksdb::IOOptions(), nullptr).ok());
  }
  IOStatus read(int number, std::string& bytes) {
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    auto status = files->NewSequentialFile(path(number), {}, &file, nullptr);
    bytes.assign(1000, '\0');
    rocksdb::Slice got;
    if (status.ok()) status = file->Read(bytes.size(), {}, &got, bytes.data(), nullptr);
    bytes.resize(got.size());
    return status;
  }
  std::string held_by(int number) {
    std::string bytes;
    const auto status = read(number, bytes);
    return status.ok() ? bytes : status.ToString();
  }
  bool remove(int number) { return files->DeleteFile(path(number), {}, nullptr).ok(); }
  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& entry : *disk.list("db")) names.push_back(entry.name);
    return names;
  }
};

TEST(WalFiles, writes_a_log_into_the_file_of_one_that_was_removed) {
  Fixture fixture;
  fixture.write(4, "first log");
  ASSERT_TRUE(fixture.remove(4));
  EXPECT_THAT(fixture.names(), testing::ElementsAre("spare-1.wal"));
  const auto next = fixture.begin(5);
  EXPECT_THAT(fixture.names(), testing::ElementsAre("000005.log"));
  EXPECT_EQ(fixture.held_by(5), "");
  Fixture::append(*next, "second");
  EXPECT_EQ(fixture.held_by(5), "second");
}

TEST(WalFiles, finds_its_spare_files_again) {
  Fixture fixture;
  fixture.write(4, "first log");
  ASSERT_TRUE(fixture.remove(4));
  fixture.reopen();
  fixture.write(5, "second");
  EXPECT_THAT(fixture.names(), testing::ElementsAre("000005.log"));
  ASSERT_TRUE(fixture.remove(5));
  EXPECT_THAT(fixture.names(), testing::ElementsAre("spare-2.wal"));
}

// The names of a reused file are as old as power loss leaves them; its bytes may be newer.
TEST(WalFiles, takes_a_log_under_the_name_of_an_earlier_one_for_empty) {
  Fixture fixture;
  fixture.write(4, "first log");
  ASSERT_TRUE(fixture.disk.sync_directory("db"));
  ASSERT_TRUE(fixture.disk.sync_directory("."));
  ASSERT_TRUE(fixture.remove(4));
  const auto next = fixture.begin(5);
  Fixture::append(*next, "second");
  ASSERT_TRUE(fixture.disk.rename(Fixture::path(5), Fixture::path(4)));
  fixture.reopen();
  EXPECT_EQ(fixture.held_by(4), "");
}

TEST(WalFiles, refuses_a_log_that_was_begun_when_the_one_before_held_more) {
  Fixture fixture;
  fixture.write(4, "first log");
  fixture.write(5, "second");
  fixture.disk.flip_byte(Fixture::path(4), 70);
  fixture.reopen();
  EXPECT_EQ(fixture.held_by(4), "");
  EXPECT_THAT(fixture.held_by(5), testing::HasSubstr("write-ahead log 4 is damaged: it ends after 0 of 9 bytes"));
}

TEST(WalFiles, takes_a_log_for_lost_when_power_loss_took_the_end_of_the_one_before) {
  constexpr WalFilesOptions unsynced{.syncs = false};
  Fixture fixture(unsynced);
  fixture.write(4, "first log");
  fixture.write(5, "second");
  fixture.write(6, "third");
  fixture.disk.flip_byte(Fixture::path(4), 70);
  fixture.reopen(unsynced);
  for (const int number : {4, 5, 6}) EXPECT_EQ(fixture.held_by(number), "") << number;
}

TEST(WalFiles, reads_logs_that_follow_each_other) {
  Fixture fixture;
  fixture.write(4, "first log");
  fixture.write(5, "second");
  fixture.reopen();
  EXPECT_EQ(fixture.held_by(4), "first log");
  EXPECT_EQ(fixture.held_by(5), "second");
  fixture.write(6, "of another process");
  EXPECT_EQ(fixture.held_by(6), "of another process");
}

}  // namespace
}  // namespace penstock
