#include "io/timer_wheel.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <vector>

namespace penstock {
namespace {

struct Recorder : Timer {
  explicit Recorder(int id, std::vector<int>& fired) : Timer(&Recorder::fire), id(id), fired(fired) {}
  static void fire(Timer& timer) {
    auto& self = static_cast<Recorder&>(timer);
    self.fired.push_back(self.id);
  }
  int id;
  std::vector<int>& fired;
};

TEST(TimerWheel, fires_once_when_due_and_not_before) {
  TimerWheel wheel(1000);
  std::vector<int> fired;
  Recorder timer(1, fired);
  wheel.set(timer, 1500);
  wheel.advance(1499);
  EXPECT_TRUE(fired.empty());
  wheel.advance(1500);
  EXPECT_EQ(fired, std::vector{1});
  EXPECT_FALSE(timer.is_set());
  wheel.advance(5000);
  EXPECT_EQ(fired.size(), 1u);
}

TEST(TimerWheel, moving_a_timer_either_way_counts) {
  TimerWheel wheel(0);
  std::vector<int> fired;
  Recorder later(1, fired);
  Recorder sooner(2, fired);
  wheel.set(later, 100);
  wheel.set(later, 10'000);
  wheel.set(sooner, 10'000);
  wheel.set(sooner, 100);
  wheel.advance(9'999);
  EXPECT_EQ(fired, std::vector{2});
  wheel.advance(10'000);
  EXPECT_EQ(fired, (std::vector{2, 1}));
}

TEST(TimerWheel, cleared_and_destroyed_timers_do_not_fire) {
  TimerWheel wheel(0);
  std::vector<int> fired;
  Recorder cleared(1, fired);
  wheel.set(cleared, 50);
  cleared.clear();
  {
    Recorder gone(2, fired);
    wheel.set(gone, 50);
  }
  wheel.advance(1000);
  EXPECT_TRUE(fired.empty());
  EXPECT_FALSE(wheel.next_visit());
}

TEST(TimerWheel, a_time_in_the_past_fires_in_the_next_turn) {
  TimerWheel wheel(1000);
  std::vector<int> fired;
  Recorder timer(1, fired);
  wheel.set(timer, 0);
  wheel.advance(1001);
  EXPECT_EQ(fired.size(), 1u);
}

TEST(TimerWheel, a_firing_timer_may_destroy_its_neighbours) {
  struct Destroyer : Timer {
    explicit Destroyer(std::deque<Recorder>& victims) : Timer(&Destroyer::fire), victims(victims) {}
    static void fire(Timer& timer) { static_cast<Destroyer&>(timer).victims.clear(); }
    std::deque<Recorder>& victims;
  };
  TimerWheel wheel(0);
  std::vector<int> fired;
  std::deque<Recorder> victims;
  Destroyer destroyer(victims);
  for (int i = 0; i < 10; ++i) wheel.set(victims.emplace_back(i, fired), 5);
  wheel.set(destroyer, 5);  // the slot is a stack: it fires first
  wheel.advance(200);
  EXPECT_TRUE(fired.empty());
}

TEST(TimerWheel, behaves_like_a_sorted_map_under_random_changes) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  Tick now = random() % 1'000'000'000;
  TimerWheel wheel(now);
  std::vector<int> fired;
  std::deque<Recorder> timers;
  for (int i = 0; i < 200; ++i) timers.emplace_back(i, fired);
  std::map<int, Tick> model;
  for (int step = 0; step < 20'000; ++step) {
    const int id = static_cast<int>(random() % timers.size());
    const Tick reach = Tick{1} << (random() % 24);
    switch (random() % 4) {
      case 0:
        timers[id].clear();
        model.erase(id);
        break;
      case 1: {
        now += random() % reach;
        wheel.advance(now);
        std::map<int, Tick> left;
        std::vector<bool> has_fired(timers.size());
        for (const int one : fired) {
          ASSERT_TRUE(model.contains(one)) << "fired though not set, step " << step;
          ASSERT_FALSE(has_fired[one]) << "fired twice, step " << step;
          has_fired[one] = true;
        }
        for (const auto& [one, due] : model) {
          ASSERT_EQ(has_fired[one], due <= now) << "timer due at " << due << ", now " << now << ", step " << step;
          if (!has_fired[one]) left[one] = due;
        }
        fired.clear();
        model = left;
        break;
      }
      default:
        model[id] = now + 1 + random() % reach;
        wheel.set(timers[id], model[id]);
        break;
    }
    const auto next = wheel.next_visit();
    for (const auto& [one, due] : model) ASSERT_LE(next.value(), due);
  }
}

}  // namespace
}  // namespace penstock
