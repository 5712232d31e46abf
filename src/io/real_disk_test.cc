#include "io/real_disk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

namespace penstock {
namespace {

// Files below a directory of a kind of its own: one writes past the cache, the other may not be able to.
class RealFiles : public testing::TestWithParam<const char*> {
 protected:
  RealFiles() : path_(std::string(GetParam()) + "/penstock_real_disk_test." + std::to_string(::getpid())) {}
  ~RealFiles() override { std::filesystem::remove(path_); }

  iovec piece(char filler, std::size_t pages) {
    auto* bytes = static_cast<char*>(std::aligned_alloc(page_bytes, pages * page_bytes));
    std::memset(bytes, filler, pages * page_bytes);
    memory_.emplace_back(bytes, &std::free);
    return {bytes, pages * page_bytes};
  }

  const std::string path_;
  RealDisk disk_;
  std::vector<std::unique_ptr<char, void (*)(void*)>> memory_;
};

TEST_P(RealFiles, take_whole_pages_past_the_cache) {
  const auto file = *disk_.open(path_, OpenMode::truncate);
  const iovec first[] = {piece('a', 1), piece('b', 3)};
  ASSERT_TRUE(file->write_pages(0, first));
  EXPECT_EQ(*file->size(), 4 * page_bytes);
  // What was read before is read anew once it was written over.
  EXPECT_EQ(*read_whole(disk_, path_, 1 << 20), std::string(page_bytes, 'a') + std::string(3 * page_bytes, 'b'));
  const iovec over[] = {piece('c', 2)};
  ASSERT_TRUE(file->write_pages(page_bytes, over));
  EXPECT_EQ(*read_whole(disk_, path_, 1 << 20),
            std::string(page_bytes, 'a') + std::string(2 * page_bytes, 'c') + std::string(page_bytes, 'b'));
}

TEST_P(RealFiles, take_more_pieces_than_one_write_does) {
  const auto file = *disk_.open(path_, OpenMode::truncate);
  const std::vector<iovec> many(3000, piece('m', 1));
  ASSERT_TRUE(file->write_pages(page_bytes, many));
  EXPECT_EQ(*file->size(), 3001 * page_bytes);
  EXPECT_EQ(read_whole(disk_, path_, 1 << 24)->substr(page_bytes), std::string(3000 * page_bytes, 'm'));
}

TEST_P(RealFiles, keep_their_own_pages_when_another_file_takes_their_name) {
  const auto file = *disk_.open(path_, OpenMode::truncate);
  ASSERT_TRUE(disk_.remove(path_));
  const auto other = *disk_.open(path_, OpenMode::truncate);
  const iovec own[] = {piece('o', 1)};
  ASSERT_TRUE(file->write_pages(0, own));
  EXPECT_EQ(*file->size(), page_bytes);
  EXPECT_EQ(*other->size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(OnDisk, RealFiles, testing::Values(".", "/dev/shm"),
                         [](const auto& info) { return info.index == 0 ? "here" : "in_memory"; });

}  // namespace
}  // namespace penstock
