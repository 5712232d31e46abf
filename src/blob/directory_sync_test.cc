#include "blob/directory_sync.h"

#include <gtest/gtest.h>

#include "io/sim_disk.h"
#include "io/sim_executor.h"
#include "io/thread_blocking_pool.h"

namespace penstock {
namespace {

Task<void> sync_into(DirectorySync& sync, std::string directory, int& answered, int& failed) {
  const auto status = co_await sync.sync(std::move(directory));
  ++(status ? answered : failed);
}

TEST(DirectorySync, serves_everybody_who_waits_with_one_round) {
  SimDisk disk;
  ASSERT_TRUE(disk.make_directory("a"));
  disk.set_sync_delay(std::chrono::milliseconds(5));
  ThreadBlockingPool pool({.threads = 2});
  DirectorySync sync(disk, pool);
  SimExecutor loop;
  int answered = 0;
  int failed = 0;
  for (int i = 0; i < 100; ++i) loop.spawn(sync_into(sync, "a", answered, failed));
  int last = 0;
  loop.sync_wait(sync_into(sync, "a", last, failed));
  loop.run_until_idle();
  EXPECT_EQ(answered + last, 101);
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(sync.rounds(), 2u);  // the first one's own, and one for all who came meanwhile
}

TEST(DirectorySync, tells_everybody_of_a_round_that_it_failed) {
  SimDisk disk;
  ASSERT_TRUE(disk.make_directory("a"));
  disk.fail_after(0);
  ThreadBlockingPool pool({.threads = 1});
  DirectorySync sync(disk, pool);
  SimExecutor loop;
  int answered = 0;
  int failed = 0;
  for (int i = 0; i < 9; ++i) loop.spawn(sync_into(sync, "a", answered, failed));
  loop.sync_wait(sync_into(sync, "a", answered, failed));
  loop.run_until_idle();
  EXPECT_EQ(answered, 0);
  EXPECT_EQ(failed, 10);
}

}  // namespace
}  // namespace penstock
