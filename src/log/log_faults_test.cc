// What callers see when the disk fails, fills up, or has to be waited for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "log/log_world.h"

namespace penstock {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(LogFaults, a_failed_sync_refuses_appends_until_the_log_is_opened_again) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "paid"));
  world.disk.fail_next_sync();
  const auto refused = world.put(0, "shipped");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 503);
  EXPECT_EQ(refused.error().code, "ServiceUnavailable");
  EXPECT_THAT(refused.error().message, HasSubstr("takes no records until the server is restarted"));
  EXPECT_THAT(world.payloads(0), ElementsAre("paid")) << "reads go on";
  EXPECT_FALSE(world.put(0, "returned")) << "a later sync proves nothing";
  EXPECT_EQ(world.log->bounds(0).end, 1U);
  world.reopen();
  EXPECT_TRUE(world.put(0, "again"));
}

TEST(LogFaults, a_full_disk_refuses_appends_until_there_is_space) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "kept"));
  world.disk.set_capacity(world.disk.used_bytes() + 100);
  for (int i = 0; i < 3; ++i) {
    const auto refused = world.put(0, std::string(5000, 'x'));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 503);
    EXPECT_THAT(refused.error().message, HasSubstr("The disk is full"));
  }
  EXPECT_THAT(world.payloads(0), ElementsAre("kept"));
  world.disk.set_capacity(1 << 30);
  EXPECT_EQ(world.put(0, "more")->offset, 1U);
  world.power_cycle();
  EXPECT_THAT(world.payloads(0), ElementsAre("kept", "more"));
}

TEST(LogFaults, what_waits_is_bounded) {
  LogWorld world(1, {.segment_bytes = 16 << 10, .pending_bytes_max = 1000});
  const std::string big(600, 'x');
  const std::string_view pieces[] = {big};
  std::vector<Result<Appended>> answers;
  const auto put = [&]() -> Task<void> { answers.push_back(co_await as_result(world.log->append_one({0, pieces}))); };
  world.executor.spawn(put());
  world.executor.spawn(put());
  world.executor.run_until_idle();
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_THAT(answers[0].error().message, HasSubstr("too many records wait"));  // answered at once
  EXPECT_TRUE(answers[1]);
}

TEST(LogFaults, callers_that_wait_together_share_one_sync) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "first"));
  const auto before = world.disk.sync_count();
  int done = 0;
  const std::string_view pieces[] = {"together"};
  const auto put = [&](Channel channel) -> Task<void> {
    const auto appended = co_await as_result(world.log->append_one({channel, pieces}));
    done += appended ? 1 : 0;
  };
  for (int i = 0; i < 64; ++i) world.executor.spawn(put(i % 4));
  world.executor.run_until_idle();
  EXPECT_EQ(done, 64);
  EXPECT_EQ(world.disk.sync_count(), before + 1);
}

TEST(LogFaults, reads_what_is_not_in_memory_on_the_blocking_pool) {
  LogWorld world;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(world.put(0, std::to_string(i) + std::string(1000, '.')));
  world.reopen();
  world.disk.forget_cache(true);
  EXPECT_EQ(world.payloads(0).size(), 100U);
  EXPECT_THAT(world.payloads(0, 42, {1, 0}).at(0), HasSubstr("42."));
}

TEST(LogFaults, reads_at_the_tip_from_memory) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "paid"));
  ASSERT_TRUE(world.put(0, "shipped"));
  const auto path = world.files().at(0);
  world.disk.flip_byte(path, sizeof(SegmentHeader) + sizeof(BlockHeader) + sizeof(RecordHeader));
  EXPECT_THAT(world.payloads(0), ElementsAre("paid", "shipped"));
  world.reopen();
  EXPECT_THAT(world.payloads(0).at(0), HasSubstr("is corrupt at position"));
}

TEST(LogFaults, a_log_that_nobody_appends_to_holds_no_memory) {
  LogWorld world;
  ASSERT_TRUE(world.put(0, "paid"));
  ASSERT_TRUE(world.executor.sync_wait(world.log->trim({})));
  EXPECT_FALSE(world.committer.recent().is_unused()) << "something was appended since the last trim";
  ASSERT_TRUE(world.executor.sync_wait(world.log->trim({})));
  EXPECT_TRUE(world.committer.recent().is_unused());
  EXPECT_THAT(world.payloads(0), ElementsAre("paid"));
  ASSERT_TRUE(world.put(0, "shipped"));
  EXPECT_THAT(world.payloads(0), ElementsAre("paid", "shipped"));
  world.power_cycle();
  EXPECT_THAT(world.payloads(0), ElementsAre("paid", "shipped"));
}

TEST(LogFaults, small_commits_find_zeros_to_write_over_and_large_ones_grow) {
  for (const std::size_t record_bytes : {1000, 200'000}) {
    LogWorld world(1, {.segment_bytes = 1 << 20});
    const auto spares = [&] { return world.disk.list("logs/.recycled")->size(); };
    const auto put_bytes = [&](std::size_t bytes) {
      for (std::size_t done = 0; done < bytes; done += record_bytes) {
        ASSERT_TRUE(world.put(0, std::string(record_bytes, '.')));
      }
    };
    put_bytes(400'000);
    EXPECT_EQ(spares(), 0U);
    put_bytes(200'000);
    EXPECT_EQ(spares(), record_bytes == 1000 ? 1U : 0U);
    put_bytes(600'000);
    ASSERT_EQ(world.files().size(), 2U);
    EXPECT_EQ(spares(), 0U);
    const auto file = *world.disk.open(world.files().back(), OpenMode::read);
    EXPECT_EQ(*file->size() == 1 << 20, record_bytes == 1000);
    const auto end = world.log->bounds(0).end;
    world.power_cycle();
    EXPECT_EQ(world.log->bounds(0).end, end);
    EXPECT_TRUE(world.put(0, "more"));
  }
}

TEST(LogFaults, a_removal_that_a_crash_cuts_short_is_finished_at_the_next_start) {
  for (std::uint64_t changes = 0; changes < 12; ++changes) {
    LogWorld world(changes);
    for (int i = 0; i < 60; ++i) ASSERT_TRUE(world.put(0, std::string(1000, '.')));
    world.executor.sync_wait(world.log->close());
    world.log.reset();
    world.disk.fail_after(changes);
    const auto removed = world.executor.sync_wait(world.directory->remove_log("orders"));
    world.disk.power_off();
    world.drop();
    world.disk.heal();
    world.disk.power_on();
    ASSERT_TRUE(world.open());
    const auto end = world.log->bounds(0).end;
    EXPECT_TRUE(end == 60U || end == 0U) << end;
    if (removed) EXPECT_EQ(end, 0U) << "what was removed does not come back";
    for (const auto& entry : *world.disk.list("logs")) EXPECT_THAT(entry.name, testing::Not(HasSubstr("dropped")));
  }
}

TEST(LogFaults, durability_os_never_waits_for_the_disk) {
  LogWorld world(1, {.durability = Durability::os, .segment_bytes = 1 << 20});
  ASSERT_TRUE(world.put(0, "first"));
  const auto before = world.disk.sync_count();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(world.put(0, "more"));
  EXPECT_EQ(world.disk.sync_count(), before);
  world.reopen();
  EXPECT_EQ(world.log->bounds(0).end, 11U);
}

}  // namespace
}  // namespace penstock
