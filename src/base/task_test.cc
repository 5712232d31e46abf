#include "base/task.h"

#include <gtest/gtest.h>

#include <string>

#include "base/task_scope.h"

namespace penstock {
namespace {

template <class T>
T run(Task<T> task) {
  std::optional<T> result;
  TaskScope scope;
  scope.spawn([](Task<T> inner, std::optional<T>& out) -> Task<void> { out.emplace(co_await std::move(inner)); }(
                                                           std::move(task), result));
  return std::move(*result);
}

Task<Result<int>> value(int n) { co_return n; }
Task<Result<int>> failure(std::string code) { co_return ApiError{400, std::move(code), "no"}; }

struct Counter {
  int& destroyed;
  ~Counter() { ++destroyed; }
};

Task<Result<std::string>> adds(Task<Result<int>> a, Task<Result<int>> b, int& destroyed) {
  Counter counter{destroyed};
  const int sum = co_await std::move(a) + co_await std::move(b);
  co_return std::to_string(sum);
}

TEST(Task, awaiting_a_result_unwraps_it) {
  int destroyed = 0;
  EXPECT_EQ(run(adds(value(2), value(3), destroyed)).value(), "5");
  EXPECT_EQ(destroyed, 1);
}

TEST(Task, an_error_ends_every_awaiting_coroutine_and_destroys_its_locals) {
  int destroyed = 0;
  auto outer = [](int& destroyed) -> Task<Result<int>> {
    Counter counter{destroyed};
    auto text = co_await adds(value(2), failure("Broken"), destroyed);
    co_return static_cast<int>(text.size());
  };
  const auto result = run(outer(destroyed));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "Broken");
  EXPECT_EQ(destroyed, 2);
}

TEST(Task, as_result_looks_at_the_error) {
  auto task = []() -> Task<Result<std::string>> {
    auto result = co_await as_result(failure("Broken"));
    co_return result ? "fine" : result.error().code;
  };
  EXPECT_EQ(run(task()).value(), "Broken");
}

TEST(Task, a_plain_result_is_unwrapped_too) {
  auto task = [](Result<int> in) -> Task<Result<int>> { co_return 1 + co_await std::move(in); };
  EXPECT_EQ(run(task(Result<int>(2))).value(), 3);
  EXPECT_EQ(run(task(Result<int>(ApiError{400, "Broken", ""}))).error().code, "Broken");
}

TEST(Task, frames_of_every_size_come_and_go) {
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(run(value(i)).value(), i);
}

}  // namespace
}  // namespace penstock
