#include "log/recent_bytes.h"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <string>

#include "io/sim_disk.h"
#include "log/commit_pages.h"

namespace penstock {
namespace {

constexpr std::size_t capacity = RecentPiece::capacity;

// Bytes that tell where they came from.
std::string bytes_from(std::size_t position, std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<char>((position + i) * 2654435761U >> 13);
  return bytes;
}

class RecentBytesTest : public testing::Test {
 protected:
  // One commit of the segment's next bytes, as the log makes it.
  void commit(std::uint64_t segment, std::uint64_t position, std::size_t count) {
    ASSERT_TRUE(pages_.begin(*file_, segment, position));
    const auto bytes = bytes_from(position, count);
    // In two parts, neither at the end of a page.
    pages_.add(std::string_view(bytes).substr(0, count / 3));
    pages_.add(std::string_view(bytes).substr(count / 3));
    ASSERT_TRUE(file_->write_pages(pages_.pages_begin(), pages_.pages()));
    recent_.add(pages_.pieces(), position + count);
  }
  bool holds(std::uint64_t segment, std::uint64_t position, std::size_t count) {
    std::string into(count, '?');
    const auto view = recent_.view({segment, position}, {segment, position + count});
    return view.copy(segment, position, into) && into == bytes_from(position, count);
  }

  SimDisk disk_;
  std::unique_ptr<File> file_ = *disk_.open("segment", OpenMode::create);
  RecentPool pool_{8 * capacity};
  CommitPages pages_{pool_};
  RecentBytes recent_;
};

TEST_F(RecentBytesTest, hold_what_was_committed_and_nothing_else) {
  commit(1, 0, 100);
  commit(1, 100, 5000);
  commit(1, 5100, 2 * capacity);
  const auto end = 5100 + 2 * capacity;
  EXPECT_TRUE(holds(1, 0, end));
  EXPECT_TRUE(holds(1, 99, 2));
  EXPECT_TRUE(holds(1, capacity - 1, 2));
  EXPECT_FALSE(holds(1, end - 1, 2));
  EXPECT_FALSE(holds(2, 0, 1));
  EXPECT_EQ(*file_->size() % page_bytes, 0U);
  std::string stored(end, '\0');
  ASSERT_EQ(*file_->pread(0, stored), end);
  EXPECT_TRUE(stored == bytes_from(0, end));
}

TEST_F(RecentBytesTest, go_on_where_a_refused_commit_began) {
  commit(1, 0, 5000);
  ASSERT_TRUE(pages_.begin(*file_, 1, 5000));
  pages_.add(std::string(capacity, '!'));
  ASSERT_TRUE(file_->write_pages(pages_.pages_begin(), pages_.pages()));
  pages_.forget();
  EXPECT_TRUE(holds(1, 0, 5000));
  EXPECT_FALSE(holds(1, 5000, 1));
  commit(1, 5000, 3000);
  EXPECT_TRUE(holds(1, 0, 8000));
  EXPECT_TRUE(holds(1, 4090, 20));
}

TEST_F(RecentBytesTest, go_from_one_segment_to_the_next) {
  commit(1, 0, 5000);
  commit(2, 0, 3000);
  EXPECT_TRUE(holds(1, 0, 5000));
  EXPECT_TRUE(holds(2, 0, 3000));
  const auto both = recent_.view({1, 10}, {2, 3000});
  std::string into(100, '\0');
  EXPECT_TRUE(both.copy(1, 4900, into));
  EXPECT_TRUE(both.copy(2, 0, into));
  EXPECT_EQ(into, bytes_from(0, 100));
}

TEST_F(RecentBytesTest, let_go_of_the_oldest_and_keep_what_a_reader_holds) {
  for (std::size_t position = 0; position < 6 * capacity; position += capacity / 4) commit(1, position, capacity / 4);
  const auto held = recent_.view({1, 0}, {1, 100});
  recent_.keep(2 * capacity);
  EXPECT_EQ(recent_.bytes(), 2 * capacity);
  EXPECT_FALSE(holds(1, 4 * capacity - 1, 2));
  EXPECT_TRUE(holds(1, 4 * capacity, 2 * capacity));
  std::string into(100, '\0');
  EXPECT_TRUE(held.copy(1, 0, into));
  EXPECT_EQ(into, bytes_from(0, 100));
  recent_.keep(0);
  EXPECT_EQ(recent_.bytes(), capacity);
  commit(1, 6 * capacity, 10);
  EXPECT_TRUE(holds(1, 5 * capacity, capacity + 10));
}

TEST_F(RecentBytesTest, are_short_when_logs_hold_more_than_they_should_together) {
  std::vector<std::shared_ptr<RecentPiece>> taken;
  for (int i = 0; i < 8; ++i) taken.push_back(pool_.take(1, 0));
  EXPECT_FALSE(pool_.is_short());
  taken.push_back(pool_.take(1, 0));
  EXPECT_TRUE(pool_.is_short());
  taken.clear();
  EXPECT_FALSE(pool_.is_short());
  int rounds = 0;
  while (pool_.shrink()) ++rounds;
  EXPECT_EQ(rounds, 4);
}

}  // namespace
}  // namespace penstock
