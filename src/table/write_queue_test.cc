#include "table/write_queue.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/task_scope.h"
#include "io/block_on.h"
#include "io/loop_group.h"
#include "io/sim_executor.h"

namespace penstock {
namespace {

WriteBatch batch_of(std::string_view key) {
  WriteBatch batch;
  batch.put(key, "value");
  return batch;
}

Task<Status> write(WriteQueue& queue, WriteBatch batch) { co_return co_await queue.write(batch); }
Task<void> write_into(WriteQueue& queue, std::string key, std::optional<Status>& answer) {
  answer = co_await write(queue, batch_of(key));
}

// What the queue commits, and what it is told to answer.
struct Commits {
  std::vector<std::vector<std::string>> groups;
  std::vector<std::thread::id> threads;
  Status answer = ok();
  bool would_wait = false;

  WriteQueue::Commit body() {
    return [this](std::span<const WriteBatch* const> batches, WriteQueue::Wait wait) -> std::optional<Status> {
      if (would_wait && wait == WriteQueue::Wait::never) return std::nullopt;
      auto& group = groups.emplace_back();
      threads.push_back(std::this_thread::get_id());
      for (const auto* batch : batches) group.emplace_back((*batch->changes().begin()).key);
      return answer;
    };
  }
};

struct Fixture {
  explicit Fixture(InTurnBounds in_turn = {}) : queue(WriteQueue::make(commits.body(), 1 << 20, in_turn)) {}
  ~Fixture() { queue->close(); }
  Commits commits;
  std::shared_ptr<WriteQueue> queue;
  SimExecutor loop;
};

TEST(WriteQueue, commits_at_the_end_of_a_turn_what_was_written_in_it) {
  Fixture fixture;
  std::optional<Status> answers[3];
  for (int i = 0; i < 3; ++i) fixture.loop.spawn(write_into(*fixture.queue, std::to_string(i), answers[i]));
  fixture.loop.wait_for_all();
  EXPECT_EQ(fixture.commits.groups, (std::vector<std::vector<std::string>>{{"0", "1", "2"}}));
  EXPECT_EQ(fixture.commits.threads.front(), std::this_thread::get_id());
  for (const auto& answer : answers) EXPECT_TRUE(*answer);
}

TEST(WriteQueue, hands_what_is_large_to_its_thread) {
  Fixture fixture({.bytes_max = 10});
  EXPECT_TRUE(fixture.loop.sync_wait(write(*fixture.queue, batch_of("key"))));
  EXPECT_NE(fixture.commits.threads.front(), std::this_thread::get_id());
}

TEST(WriteQueue, hands_what_would_wait_to_its_thread_and_loses_nothing) {
  Fixture fixture;
  fixture.commits.would_wait = true;
  std::optional<Status> answers[2];
  for (int i = 0; i < 2; ++i) fixture.loop.spawn(write_into(*fixture.queue, std::to_string(i), answers[i]));
  fixture.loop.wait_for_all();
  EXPECT_EQ(fixture.commits.groups, (std::vector<std::vector<std::string>>{{"0", "1"}}));
  EXPECT_NE(fixture.commits.threads.front(), std::this_thread::get_id());
}

TEST(WriteQueue, goes_on_in_its_thread_while_commits_fail) {
  Fixture fixture;
  fixture.commits.answer = error::unavailable("injected");
  EXPECT_FALSE(fixture.loop.sync_wait(write(*fixture.queue, batch_of("a"))));
  EXPECT_FALSE(fixture.loop.sync_wait(write(*fixture.queue, batch_of("b"))));
  fixture.commits.answer = ok();
  EXPECT_TRUE(fixture.loop.sync_wait(write(*fixture.queue, batch_of("c"))));
  EXPECT_TRUE(fixture.loop.sync_wait(write(*fixture.queue, batch_of("d"))));
  const auto self = std::this_thread::get_id();
  const auto& threads = fixture.commits.threads;
  ASSERT_EQ(threads.size(), 4U);
  EXPECT_EQ(threads[0], self);
  EXPECT_NE(threads[1], self);
  EXPECT_NE(threads[2], self);
  EXPECT_EQ(threads[3], self);
}

TEST(WriteQueue, blocks_a_thread_that_has_no_executor) {
  Fixture fixture;
  std::optional<Status> answer;
  TaskScope scope;
  scope.spawn(write_into(*fixture.queue, "key", answer));
  ASSERT_TRUE(answer);
  EXPECT_TRUE(*answer);
}

TEST(WriteQueue, refuses_what_is_over_its_bound) {
  Fixture fixture;
  WriteBatch large;
  large.put("key", std::string(700 << 10, 'x'));
  std::optional<Status> answers[2];
  const auto write_large = [](WriteQueue& queue, WriteBatch batch, std::optional<Status>& answer) -> Task<void> {
    answer = co_await write(queue, std::move(batch));
  };
  for (auto& answer : answers) fixture.loop.spawn(write_large(*fixture.queue, large, answer));
  fixture.loop.wait_for_all();
  EXPECT_TRUE(*answers[0]);
  ASSERT_FALSE(*answers[1]);
  EXPECT_EQ(answers[1]->error().status, 503);
}

// Several loops and a thread without one write at once; every write is committed once and answered.
TEST(WriteQueue, commits_each_write_of_many_threads_once) {
  constexpr int loops = 3;
  constexpr int writes = 2000;
  std::atomic<int> committed = 0;
  std::atomic<int> inside = 0;
  const auto queue = WriteQueue::make(
      [&](std::span<const WriteBatch* const> batches, WriteQueue::Wait) -> std::optional<Status> {
        EXPECT_EQ(++inside, 1);
        committed += static_cast<int>(batches.size());
        --inside;
        return ok();
      },
      1 << 20, {});
  {
    LoopGroup group(loops);
    const auto work = [&]() -> Task<Status> {
      for (int i = 0; i < writes; ++i) {
        auto batch = batch_of("key");
        EXPECT_TRUE(co_await as_result(write(*queue, std::move(batch))));
      }
      co_return ok();
    };
    std::vector<std::thread> callers;
    for (int i = 0; i < loops; ++i) {
      callers.emplace_back([&, i] { EXPECT_TRUE(block_on(group[i], work())); });
    }
    for (int i = 0; i < 200; ++i) {
      std::optional<Status> answer;
      TaskScope scope;
      scope.spawn(write_into(*queue, "key", answer));
      EXPECT_TRUE(answer && *answer);
    }
    for (auto& caller : callers) caller.join();
  }
  queue->close();
  EXPECT_EQ(committed, loops * writes + 200);
}

}  // namespace
}  // namespace penstock
