#include "base/change_turn.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "base/task_scope.h"

namespace penstock {
namespace {

constexpr std::size_t waiting_max = 10;
const ApiError full{400, "LimitExceededException", "Too many wait."};

// Runs posted coroutines by hand, as the current executor of this thread.
class HandExecutor final : public Executor {
 public:
  HandExecutor() : before_(std::exchange(current_, this)) {}
  ~HandExecutor() override { current_ = before_; }
  void post(std::coroutine_handle<> handle) override { posted_.push_back(handle); }
  void run() {
    while (!posted_.empty()) {
      const auto next = posted_.front();
      posted_.pop_front();
      next.resume();
    }
  }

 private:
  Executor* before_;
  std::deque<std::coroutine_handle<>> posted_;
};

Task<void> append_number(ChangeTurn& turn, int number, HandExecutor& executor, std::vector<int>& order) {
  auto hold = co_await turn.take();
  EXPECT_TRUE(hold);
  order.push_back(number);
  co_await resume_on(executor);  // as a write would
  order.push_back(number);
}

TEST(ChangeTurn, lets_one_change_finish_before_the_next_and_keeps_the_order) {
  HandExecutor executor;
  ChangeTurn turn(waiting_max, full);
  TaskScope scope;
  std::vector<int> order;
  for (int i = 0; i < 4; ++i) scope.spawn(append_number(turn, i, executor, order));
  executor.run();
  EXPECT_EQ(order, (std::vector{0, 0, 1, 1, 2, 2, 3, 3}));
  EXPECT_EQ(scope.running(), 0U);
}

Task<void> count_refusals(ChangeTurn& turn, int& refusals) {
  auto hold = co_await turn.take();
  if (!hold) {
    EXPECT_EQ(hold.error().code, "LimitExceededException");
    ++refusals;
  }
}

TEST(ChangeTurn, refuses_more_than_its_bound) {
  HandExecutor executor;
  ChangeTurn turn(waiting_max, full);
  TaskScope scope;
  int refusals = 0;
  std::optional<ChangeTurn::Hold> first;
  scope.spawn([](ChangeTurn& turn, std::optional<ChangeTurn::Hold>& out) -> Task<void> {
    auto hold = co_await turn.take();
    out.emplace(std::move(*hold));
  }(turn, first));
  for (std::size_t i = 0; i < waiting_max + 3; ++i) scope.spawn(count_refusals(turn, refusals));
  EXPECT_EQ(refusals, 3);
  first.reset();
  executor.run();
  EXPECT_EQ(scope.running(), 0U);
  EXPECT_EQ(refusals, 3);
}

}  // namespace
}  // namespace penstock
