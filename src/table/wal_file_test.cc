#include "table/wal_file.h"

#include <gtest/gtest.h>

#include <random>

#include "base/check.h"
#include "io/sim_disk.h"

namespace penstock {
namespace {

constexpr std::string_view path = "0.log";

using Writes = WalWriter::Writes;

WalWriter writer_on(Disk& disk, const std::string& name, OpenMode mode, const WalHeader& header,
                    Writes writes = Writes::at_append) {
  auto file = disk.open(name, mode);
  CHECK(file.has_value());
  const auto bytes = *(*file)->size();
  WalWriter writer(std::move(*file), bytes, writes);
  writer.begin(header);
  return writer;
}

std::string read_whole(WalReader& reader, std::size_t step = 1 << 20) {
  std::string all;
  for (;;) {
    const auto got = reader.read(step);
    CHECK(got.has_value());
    if (got->empty()) return all;
    all += *got;
  }
}

std::string held_by(Disk& disk, const std::string& name, std::uint64_t number) {
  auto file = disk.open(name, OpenMode::read);
  CHECK(file.has_value());
  auto reader = WalReader::open(std::move(*file), number);
  CHECK(reader.has_value());
  return read_whole(*reader);
}

TEST(WalFile, gives_back_what_was_appended_in_pieces_of_any_size) {
  SimDisk disk;
  auto writer = writer_on(disk, std::string(path), OpenMode::create, {.number = 7, .salt = 1});
  for (const auto* bytes : {"first", "", "second", "third"}) ASSERT_TRUE(writer.append(bytes));
  EXPECT_EQ(writer.end(), 16U);
  for (const std::size_t step : {1, 3, 100}) {
    auto reader = WalReader::open(*disk.open(std::string(path), OpenMode::read), 7);
    ASSERT_TRUE(reader);
    EXPECT_EQ(read_whole(*reader, step), "firstsecondthird");
    EXPECT_EQ(reader->end(), 16U);
  }
}

TEST(WalFile, writes_at_a_sync_what_was_appended_before) {
  SimDisk disk;
  constexpr WalHeader header{.number = 7, .salt = 1};
  auto writer = writer_on(disk, std::string(path), OpenMode::create, header, Writes::at_sync);
  std::string expected;
  for (const std::size_t size : {1, 5000, 100, 4096, 3'000'000, 7}) {
    const std::string bytes(size, static_cast<char>('a' + expected.size() % 26));
    ASSERT_TRUE(writer.append(bytes));
    expected += bytes;
    if (size == 5000) continue;
    ASSERT_TRUE(writer.sync());
    ASSERT_EQ(held_by(disk, std::string(path), 7), expected);
  }
  EXPECT_EQ(writer.end(), expected.size());
}

TEST(WalFile, keeps_what_the_log_before_it_held) {
  SimDisk disk;
  auto writer = writer_on(disk, std::string(path), OpenMode::create,
                          {.number = 7, .salt = 1, .previous = 4, .previous_end = 99, .previous_is_durable = true});
  ASSERT_TRUE(writer.append("x"));
  const auto reader = WalReader::open(*disk.open(std::string(path), OpenMode::read), 7);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->header().previous, 4U);
  EXPECT_EQ(reader->header().previous_end, 99U);
  EXPECT_TRUE(reader->header().previous_is_durable);
}

TEST(WalFile, holds_nothing_under_a_new_name_until_something_is_appended) {
  SimDisk disk;
  {
    auto writer = writer_on(disk, std::string(path), OpenMode::create, {.number = 7, .salt = 1});
    ASSERT_TRUE(writer.append("of the log that was"));
  }
  EXPECT_EQ(held_by(disk, std::string(path), 8), "");
  auto writer = writer_on(disk, std::string(path), OpenMode::write, {.number = 8, .salt = 2});
  EXPECT_EQ(held_by(disk, std::string(path), 8), "");
  ASSERT_TRUE(writer.append("new"));
  EXPECT_EQ(held_by(disk, std::string(path), 8), "new");
}

// What the file held before may look like frames of whatever log: whoever writes values chooses them.
TEST(WalFile, takes_nothing_older_for_part_of_it) {
  SimDisk disk;
  constexpr WalHeader earlier{.number = 7, .salt = 1};
  {
    auto writer = writer_on(disk, std::string(path), OpenMode::create, earlier);
    for (int i = 0; i < 2000; ++i) ASSERT_TRUE(writer.append("12345678"));
  }
  auto writer = writer_on(disk, std::string(path), OpenMode::write, {.number = 8, .salt = 2});
  std::string expected;
  for (int i = 0; i < 1500; ++i) {
    ASSERT_TRUE(writer.append("abcdefgh"));
    expected += "abcdefgh";
    if (i % 100 == 0) ASSERT_EQ(held_by(disk, std::string(path), 8), expected);
  }
}

TEST(WalFile, reads_a_log_that_rocksdb_wrote_itself_as_it_is) {
  SimDisk disk;
  ASSERT_TRUE((*disk.open(std::string(path), OpenMode::create))->pwrite(0, "plain bytes of a log"));
  auto reader = WalReader::open(*disk.open(std::string(path), OpenMode::read), 7);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->kind(), WalReader::Kind::plain);
  EXPECT_EQ(read_whole(*reader, 6), "plain bytes of a log");
}

TEST(WalFile, refuses_a_version_that_it_does_not_know) {
  SimDisk disk;
  auto writer = writer_on(disk, std::string(path), OpenMode::create, {.number = 7, .salt = 1});
  ASSERT_TRUE(writer.append("x"));
  disk.flip_byte(std::string(path), 8);  // of the version: the checksum tells first that it is damaged
  EXPECT_EQ(held_by(disk, std::string(path), 7), "");
}

TEST(WalFile, ends_before_a_frame_that_is_damaged) {
  SimDisk disk;
  auto writer = writer_on(disk, std::string(path), OpenMode::create, {.number = 7, .salt = 1});
  for (const auto* bytes : {"first", "second", "third"}) ASSERT_TRUE(writer.append(bytes));
  disk.flip_byte(std::string(path), 56 + 8 + 5 + 8 + 2);
  EXPECT_EQ(held_by(disk, std::string(path), 7), "first");
}

// Logs follow each other in one file, and power is lost at any moment: what is read begins with all that was synced,
// and goes on with whole appends in their order.
TEST(WalFile, loses_nothing_that_was_synced_when_power_is_lost) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  SimDisk disk(seed);
  ASSERT_TRUE(disk.open(std::string(path), OpenMode::create));
  ASSERT_TRUE(disk.sync_directory("."));
  for (std::uint64_t number = 1; number <= 150; ++number) {
    auto writer = writer_on(disk, std::string(path), OpenMode::write, {.number = number, .salt = random()},
                            random() % 2 == 0 ? Writes::at_append : Writes::at_sync);
    std::vector<std::string> appended;
    std::size_t synced = 0;
    for (auto steps = random() % 30; steps > 0; --steps) {
      std::string bytes(1 + random() % 6000, static_cast<char>(random()));
      ASSERT_TRUE(writer.append(bytes));
      appended.push_back(std::move(bytes));
      if (random() % 3 != 0) continue;
      ASSERT_TRUE(writer.sync());
      synced = appended.size();
    }
    if (random() % 2 == 0) disk.power_cycle();
    const auto held = held_by(disk, std::string(path), number);
    std::size_t begin = 0;
    std::size_t whole = 0;
    for (; whole < appended.size() && begin < held.size(); ++whole) {
      ASSERT_EQ(held.substr(begin, appended[whole].size()), appended[whole]) << number << ": " << whole;
      begin += appended[whole].size();
    }
    ASSERT_EQ(begin, held.size());
    ASSERT_GE(whole, synced) << number;
  }
}

}  // namespace
}  // namespace penstock
