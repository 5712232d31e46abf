#include "services/s3/turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "io/sim_executor.h"
#include "services/s3/limits.h"

namespace penstock::s3 {
namespace {

Task<void> visit(Turns& turns, std::string name, bool alone, std::vector<std::string>& events) {
  auto hold = co_await as_result(alone ? turns.alone(name) : turns.shared(name));
  events.push_back((alone ? "alone at " : "shared at ") + name);
  co_await resume_on(*Executor::current());
  events.push_back("left " + name);
}

TEST(Turns, come_in_order_at_one_name) {
  Turns turns;
  SimExecutor loop;
  std::vector<std::string> events;
  for (int i = 0; i < 2; ++i) loop.spawn(visit(turns, "a", true, events));
  loop.run_until_idle();
  EXPECT_EQ(events, (std::vector<std::string>{"alone at a", "left a", "alone at a", "left a"}));
}

TEST(Turns, are_shared_until_somebody_wants_to_be_alone) {
  Turns turns;
  SimExecutor loop;
  std::vector<std::string> events;
  for (const bool alone : {false, false, true, false}) loop.spawn(visit(turns, "a", alone, events));
  loop.run_until_idle();
  EXPECT_EQ(events, (std::vector<std::string>{"shared at a", "shared at a", "left a", "left a", "alone at a", "left a",
                                              "shared at a", "left a"}));
}

TEST(Turns, do_not_wait_for_other_names) {
  Turns turns;
  SimExecutor loop;
  std::vector<std::string> events;
  loop.spawn(visit(turns, "a", true, events));
  loop.spawn(visit(turns, "b", true, events));
  loop.run_until_idle();
  EXPECT_EQ(events, (std::vector<std::string>{"alone at a", "alone at b", "left a", "left b"}));
}

Task<void> refused(Turns& turns, std::string& code) {
  const auto hold = co_await as_result(turns.alone("a"));
  if (!hold) code = hold.error().code;
}

TEST(Turns, are_refused_when_too_many_wait) {
  Turns turns;
  SimExecutor loop;
  std::vector<std::string> events;
  for (std::size_t i = 0; i <= limits::waiting_turns_max; ++i) loop.spawn(visit(turns, "a", true, events));
  std::string code;
  loop.spawn(refused(turns, code));
  EXPECT_EQ(code, "SlowDown");
  loop.run_until_idle();
}

struct Inside {
  std::atomic<int> alone = 0;
  std::atomic<int> shared = 0;
  std::atomic<int> violations = 0;
  int unguarded = 0;  // changed by whoever is alone: a race would show
};

Task<void> come_and_go(Turns& turns, Inside& inside, int visits) {
  for (int i = 0; i < visits; ++i) {
    const bool alone = i % 3 != 0;
    const auto hold = co_await as_result(alone ? turns.alone("a") : turns.shared("a"));
    auto& mine = alone ? inside.alone : inside.shared;
    ++mine;
    if (alone) ++inside.unguarded;
    co_await resume_on(*Executor::current());
    if (inside.alone > 1 || (inside.alone == 1 && inside.shared > 0)) ++inside.violations;
    --mine;
  }
}

TEST(Turns, keep_threads_apart) {
  Turns turns;
  Inside inside;
  constexpr int visits = 600;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      SimExecutor loop;
      loop.sync_wait(come_and_go(turns, inside, visits));
    });
  }
  threads.clear();
  EXPECT_EQ(inside.violations, 0);
  EXPECT_EQ(inside.unguarded, 4 * visits * 2 / 3);
}

}  // namespace
}  // namespace penstock::s3
