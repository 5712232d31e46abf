#include "io/event_loop.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "base/run_on.h"
#include "base/task_scope.h"
#include "io/block_on.h"
#include "io/loop_group.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

TEST(EventLoop, runs_tasks_on_its_own_thread_and_answers) {
  LoopGroup loops(2);
  auto where = []() -> Task<std::pair<std::thread::id, Executor*>> {
    co_return std::pair{std::this_thread::get_id(), Executor::current()};
  };
  const auto first = block_on(loops[0], where());
  const auto second = block_on(loops[1], where());
  EXPECT_EQ(first.second, &loops[0]);
  EXPECT_EQ(second.second, &loops[1]);
  EXPECT_NE(first.first, second.first);
  EXPECT_NE(first.first, std::this_thread::get_id());
}

TEST(EventLoop, a_coroutine_can_change_loops_and_come_back) {
  LoopGroup loops(2);
  auto hop = [](LoopGroup& group) -> Task<std::vector<Executor*>> {
    std::vector<Executor*> seen;
    for (int i = 0; i < 100; ++i) {
      co_await resume_on(group[static_cast<std::size_t>(i % 2)]);
      seen.push_back(Executor::current());
    }
    co_await resume_on(group[0]);
    co_return seen;
  };
  const auto seen = block_on(loops[0], hop(loops));
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], &loops[i % 2]);
}

TEST(EventLoop, run_on_comes_back_with_the_result_or_the_error) {
  LoopGroup loops(2);
  auto where = [](bool fails) -> Task<Result<Executor*>> {
    if (fails) co_return error::validation("no");
    co_return Executor::current();
  };
  auto visit = [&where](LoopGroup& group, bool fails) -> Task<Result<Executor*>> {
    auto result = co_await as_result(run_on(group[1], where(fails)));
    EXPECT_EQ(Executor::current(), &group[0]);
    co_return result;
  };
  EXPECT_EQ(block_on(loops[0], visit(loops, false)).value(), &loops[1]);
  EXPECT_EQ(block_on(loops[0], visit(loops, true)).error().message, "no");
}

TEST(EventLoop, sleeping_takes_at_least_the_time_asked_for) {
  LoopGroup loops(1);
  auto nap = [](Millis delay) -> Task<std::chrono::nanoseconds> {
    const auto start = std::chrono::steady_clock::now();
    co_await sleep_for(delay);
    co_return std::chrono::steady_clock::now() - start;
  };
  EXPECT_GE(block_on(loops[0], nap(20ms)), 20ms);
  EXPECT_GE(block_on(loops[0], nap(1ms)), 1ms);
  EXPECT_GE(block_on(loops[0], nap(0ms)), 0ms);
}

TEST(EventLoop, sleepers_wake_in_the_order_of_their_delays) {
  LoopGroup loops(1);
  auto race = []() -> Task<std::vector<int>> {
    std::vector<int> order;
    TaskScope scope;
    auto sleeper = [](std::vector<int>& into, int millis) -> Task<void> {
      co_await sleep_for(Millis{millis});
      into.push_back(millis);
    };
    for (const int millis : {90, 10, 50, 170, 130}) scope.spawn(sleeper(order, millis));
    co_await scope.drain();
    co_return order;
  };
  EXPECT_EQ(block_on(loops[0], race()), (std::vector{10, 50, 90, 130, 170}));
}

TEST(EventLoop, loses_no_post_from_many_threads) {
  constexpr int threads = 4;
  constexpr int posts = 20'000;
  LoopGroup loops(1);
  auto count = [](EventLoop& loop, int& counter) -> Task<int> {
    // Every thread makes its own coroutine, which goes to the loop and counts there without a lock.
    struct Visit {
      struct promise_type {
        Visit get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() noexcept { std::terminate(); }
      };
    };
    auto visit = [](EventLoop& target, int& into) -> Visit {
      co_await resume_on(target);
      ++into;
    };
    std::vector<std::jthread> posters;
    for (int i = 0; i < threads; ++i) {
      posters.emplace_back([&] {
        for (int n = 0; n < posts; ++n) visit(loop, counter);
      });
    }
    while (counter < threads * posts) co_await sleep_for(1ms);
    co_return counter;
  };
  int counter = 0;
  EXPECT_EQ(block_on(loops[0], count(loops[0], counter)), threads * posts);
}

TEST(EventLoop, a_coroutine_that_always_posts_itself_does_not_starve_timers) {
  LoopGroup loops(1);
  auto busy = []() -> Task<int> {
    bool done = false;
    int turns = 0;
    TaskScope scope;
    scope.spawn([](bool& flag) -> Task<void> {
      co_await sleep_for(10ms);
      flag = true;
    }(done));
    while (!done) {
      ++turns;
      co_await resume_on(*Executor::current());
    }
    co_await scope.drain();
    co_return turns;
  };
  EXPECT_GT(block_on(loops[0], busy()), 1);
}

}  // namespace
}  // namespace penstock
