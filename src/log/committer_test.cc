#include "log/committer.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(Committer, leaves_large_commits_to_its_threads) {
  const Committer committer({.threads = 0, .in_turn = {.bytes_max = 1000}});
  EXPECT_TRUE(committer.commits_in_turn(1000));
  EXPECT_FALSE(committer.commits_in_turn(1001));
}

TEST(Committer, finds_out_a_slow_disk_and_its_recovery) {
  Committer committer({.threads = 0});
  int commits = 0;
  for (; committer.commits_in_turn(100); ++commits) committer.learn(100, milliseconds{10});
  EXPECT_LE(commits, 8);
  committer.learn(100, microseconds{80});
  EXPECT_TRUE(committer.commits_in_turn(100));
}

TEST(Committer, does_not_take_waiting_for_a_processor_for_a_slow_disk) {
  Committer committer({.threads = 0});
  for (int i = 0; i < 1000; ++i) {
    committer.learn(100, i % 4 == 0 ? microseconds{60} : milliseconds{8});
    EXPECT_TRUE(committer.commits_in_turn(100));
  }
}

TEST(Committer, learns_nothing_from_large_commits) {
  Committer committer({.threads = 0, .in_turn = {.bytes_max = 1000}});
  for (int i = 0; i < 100; ++i) committer.learn(1 << 20, milliseconds{50});
  EXPECT_TRUE(committer.commits_in_turn(100));
}

}  // namespace
}  // namespace penstock
