#include "log/segment_pool.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "io/random.h"
#include "io/sim_disk.h"

namespace penstock {
namespace {

class SegmentPoolTest : public testing::Test {
 protected:
  static constexpr std::uint64_t segment_bytes = 3 << 20;

  SegmentPoolTest() { EXPECT_TRUE(pool_.open()); }
  std::size_t spares() { return disk_.list("spare")->size(); }

  SimDisk disk_;
  SeededRandom random_{1};
  SegmentPool pool_{disk_, random_, "spare", 2, segment_bytes};
};

TEST_F(SegmentPoolTest, prepares_one_file_of_durable_zeros) {
  pool_.prepare();
  pool_.prepare();
  ASSERT_EQ(spares(), 1U) << "one that nobody took is enough";
  auto file = pool_.take("taken");
  ASSERT_TRUE(file);
  EXPECT_EQ(spares(), 0U);
  ASSERT_TRUE(disk_.sync_directory("."));
  disk_.power_cycle();
  const auto bytes = read_whole(disk_, "taken", 1 << 30);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->size(), segment_bytes);
  EXPECT_TRUE(std::ranges::all_of(*bytes, [](char byte) { return byte == 0; }));
}

TEST_F(SegmentPoolTest, prepares_nothing_where_space_is_short_or_the_disk_fails) {
  disk_.set_capacity(20 * segment_bytes);
  pool_.prepare();
  EXPECT_EQ(spares(), 0U);
  disk_.set_capacity(100 * segment_bytes);
  disk_.fail_after(4);
  pool_.prepare();
  disk_.heal();
  EXPECT_EQ(*(*pool_.take("grows"))->size(), 0U);
  pool_.prepare();
  EXPECT_EQ(*(*pool_.take("zeros"))->size(), segment_bytes);
}

TEST_F(SegmentPoolTest, prepares_nothing_any_more_once_it_stops) {
  pool_.stop();
  pool_.prepare();
  EXPECT_EQ(spares(), 0U);
}

}  // namespace
}  // namespace penstock
