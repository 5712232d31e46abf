#include "log/recover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "log/log_world.h"
#include "log/scan.h"

namespace penstock {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string file_bytes(Disk& disk, const std::string& path) { return *read_whole(disk, path, 1 << 30); }

// Where the blocks of the last segment end; the page goes on with zeros.
std::size_t log_end(Disk& disk, const std::string& path) {
  auto file = *disk.open(path, OpenMode::read);
  const auto head = read_head(*file)->head;
  return scan_blocks(*file, head, {head.bytes, head.header.crc}, *file->size(), ScanTail::torn)->end;
}

void replace_bytes(Disk& disk, const std::string& path, std::string_view bytes) {
  auto file = *disk.open(path, OpenMode::truncate);
  ASSERT_TRUE(file->pwrite(0, bytes));
  ASSERT_TRUE(file->sync());
}

TEST(Recovery, cuts_a_tail_that_is_torn_at_any_byte) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "kept"));
  const auto path = world.files().at(0);
  const auto before = log_end(world.disk, path);
  ASSERT_TRUE(world.put(0, "the last record of all"));
  world.drop();
  const auto whole = file_bytes(world.disk, path);
  const auto end = log_end(world.disk, path);
  for (std::size_t cut = before; cut < end; ++cut) {
    for (const char filler : {'\0', 'x'}) {
      auto torn = whole.substr(0, cut);
      torn.resize(whole.size(), filler);
      if (torn == whole) continue;
      replace_bytes(world.disk, path, torn);
      ASSERT_TRUE(world.open());
      EXPECT_THAT(world.payloads(0), ElementsAre("kept")) << cut;
      const auto next = world.put(0, "after");
      ASSERT_TRUE(next) << next.error().message;
      EXPECT_EQ(next->offset, 1U);
      world.reopen();
      EXPECT_THAT(world.payloads(0), ElementsAre("kept", "after")) << cut;
      world.close();
      for (const auto& index : world.files(".index")) ASSERT_TRUE(world.disk.remove(index));
    }
    replace_bytes(world.disk, path, whole.substr(0, cut));
    ASSERT_TRUE(world.open());
    EXPECT_THAT(world.payloads(0), ElementsAre("kept")) << cut;
    world.drop();
  }
}

TEST(Recovery, starts_over_when_the_first_commit_of_all_was_torn) {
  LogWorld world;
  ASSERT_TRUE(world.put(7, "unlucky"));
  const auto path = world.files().at(0);
  world.drop();
  const auto whole = file_bytes(world.disk, path);
  const auto end = log_end(world.disk, path);
  for (std::size_t cut = 0; cut < end; ++cut) {
    // The header lies in one sector: it is there or it is not.
    if (cut > 0 && cut < sizeof(SegmentHeader)) continue;
    replace_bytes(world.disk, path, whole.substr(0, cut));
    ASSERT_TRUE(world.open());
    EXPECT_EQ(world.log->bounds(7).end, 0U);
    EXPECT_TRUE(world.put(7, "again"));
    world.reopen();
    EXPECT_THAT(world.payloads(7), ElementsAre("again"));
    world.close();
    for (const auto& file : world.files("")) ASSERT_TRUE(world.disk.remove(file));
  }
}

// Fills `segments` segments and starts another.
void fill(LogWorld& world, std::size_t segments) {
  for (int i = 0; world.files().size() <= segments; ++i) {
    ASSERT_TRUE(world.put(static_cast<Channel>(i % 2), std::to_string(i) + std::string(900, '.')));
    world.clock.advance(Millis{10});
  }
}

TEST(Recovery, takes_no_stale_block_of_a_recycled_segment_for_its_own) {
  LogWorld world;
  fill(world, 3);
  world.clock.advance(Millis{1000});
  ASSERT_TRUE(world.executor.sync_wait(world.log->trim(world.clock.now())));
  ASSERT_EQ(world.files().size(), 1U);
  ASSERT_EQ(world.disk.list("logs/.recycled")->size(), 3U);
  fill(world, 2);
  EXPECT_EQ(world.disk.list("logs/.recycled")->size(), 1U);
  EXPECT_GT(file_bytes(world.disk, world.files().back()).size(), 14'000U) << "the file holds old blocks behind the new";
  const auto bounds = world.log->bounds(0);
  world.power_cycle();
  EXPECT_EQ(world.log->bounds(0).end, bounds.end);
  const auto at_end = world.payloads(0, bounds.end);
  EXPECT_THAT(at_end, IsEmpty());
}

TEST(Recovery, leaves_nothing_of_a_refused_commit_behind_a_cut) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "kept"));
  const auto path = world.files().at(0);
  const auto kept = log_end(world.disk, path);
  // One commit of two blocks; the first is torn, the second whole.
  const std::string_view one[] = {"torn away"};
  const std::string_view two[] = {"was whole"};
  const Append both[] = {{0, one}, {1, two}};
  ASSERT_TRUE(world.executor.sync_wait(world.log->append(both)));
  world.drop();
  world.disk.flip_byte(path, kept + sizeof(BlockHeader) + sizeof(RecordHeader));
  ASSERT_TRUE(world.open());
  EXPECT_EQ(world.log->bounds(1).end, 0U);
  // A block of the same length takes the torn one's place: what lay behind must stay dead.
  ASSERT_TRUE(world.put(0, "TORN AWAY"));
  world.drop();
  ASSERT_TRUE(world.open());
  EXPECT_THAT(world.payloads(0), ElementsAre("kept", "TORN AWAY"));
  EXPECT_EQ(world.log->bounds(1).end, 0U);
}

TEST(Recovery, makes_lost_and_broken_indexes_again) {
  LogWorld world;
  fill(world, 3);
  const auto before = world.payloads(0);
  world.close();
  const auto indexes = world.files(".index");
  ASSERT_GE(indexes.size(), 3U);
  ASSERT_TRUE(world.disk.remove(indexes[0]));
  world.disk.flip_byte(indexes[1], 70);
  world.disk.flip_byte(indexes[2], file_bytes(world.disk, indexes[2]).size() - 1);
  ASSERT_TRUE(world.open());
  EXPECT_TRUE(world.payloads(0) == before);
  EXPECT_TRUE(world.put(0, "more"));
  EXPECT_TRUE(*world.disk.exists(indexes[0]));
}

TEST(Recovery, reports_damage_in_the_middle_and_reads_what_is_whole) {
  LogWorld world;
  fill(world, 2);
  world.close();
  const auto path = world.files().at(0);
  world.disk.flip_byte(path, 5000);
  for (const auto& index : world.files(".index")) ASSERT_TRUE(world.disk.remove(index));
  ASSERT_TRUE(world.open());
  const auto refused = world.put(0, "more");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 503);
  EXPECT_THAT(refused.error().message, HasSubstr(path));
  EXPECT_THAT(refused.error().message, HasSubstr("is corrupt at position"));
  // Channels alternate: a few whole blocks of each, one that is lost, then whole ones again.
  const Channel hurt = world.payloads(0).size() < world.payloads(1).size() ? 0 : 1;
  const auto hole = world.payloads(hurt).size();
  EXPECT_GE(hole, 2U);
  EXPECT_LE(hole, 3U);
  EXPECT_THAT(world.payloads(hurt, hole).at(0), HasSubstr("error: This log takes no records"));
  EXPECT_THAT(world.payloads(hurt, hole + 1).at(0), HasSubstr("...."));
}

TEST(Recovery, tells_damage_of_the_last_segment_from_a_torn_tail) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "first"));
  const auto path = world.files().at(0);
  const auto position = log_end(world.disk, path);
  ASSERT_TRUE(world.put(0, "second"));
  ASSERT_TRUE(world.put(0, "third"));  // says that the second was durable before it was written
  world.drop();
  world.disk.flip_byte(path, position + 60);
  ASSERT_TRUE(world.open());
  const auto refused = world.put(0, "more");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr(path + " is corrupt at position " + std::to_string(position)));
  EXPECT_THAT(world.payloads(0), ElementsAre("first"));
  EXPECT_THAT(world.payloads(0, 2), ElementsAre("third"));
}

TEST(Recovery, misses_a_segment_that_someone_removed) {
  LogWorld world;
  fill(world, 3);
  world.close();
  ASSERT_TRUE(world.disk.remove(world.files().at(1)));
  ASSERT_TRUE(world.open());
  const auto refused = world.put(0, "more");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("0000000000000002.segment is missing"));
}

TEST(Recovery, keeps_counting_where_a_channel_stood_whose_records_are_all_gone) {
  LogWorld world;
  ASSERT_TRUE(world.put(9, "a"));
  ASSERT_TRUE(world.put(9, "b"));
  fill(world, 2);
  world.clock.advance(Millis{1000});
  const auto horizon = world.clock.now();
  ASSERT_TRUE(world.executor.sync_wait(world.log->trim(horizon)));
  world.power_cycle(horizon);
  EXPECT_EQ(world.log->bounds(9).begin, 2U);
  EXPECT_EQ(world.put(9, "c")->offset, 2U);
  EXPECT_THAT(world.payloads(9), ElementsAre("c"));
}

TEST(Recovery, shows_nothing_that_it_could_not_make_durable) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "safe"));
  world.disk.fail_next_sync();
  ASSERT_FALSE(world.put(0, "unsure"));
  world.drop();
  world.disk.fail_next_sync();
  ASSERT_TRUE(world.open());
  EXPECT_FALSE(world.put(0, "more"));
  EXPECT_THAT(world.payloads(0), ElementsAre("safe"));
  world.drop();
  ASSERT_TRUE(world.open());
  EXPECT_THAT(world.payloads(0), ElementsAre("safe", "unsure")) << "this time the bytes were written again and synced";
  world.power_cycle();
  EXPECT_THAT(world.payloads(0), ElementsAre("safe", "unsure"));
}

}  // namespace
}  // namespace penstock
