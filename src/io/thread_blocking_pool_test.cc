#include "io/thread_blocking_pool.h"

#include <gtest/gtest.h>

#include <semaphore>

#include "base/task_scope.h"
#include "io/block_on.h"
#include "io/loop_group.h"

namespace penstock {
namespace {

TEST(ThreadBlockingPool, runs_work_elsewhere_and_resumes_on_the_callers_loop) {
  ThreadBlockingPool pool({.threads = 2, .queue_max = 10});
  LoopGroup loops(1);
  auto scenario = [](BlockingPool& blocking) -> Task<Result<int>> {
    const auto here = std::this_thread::get_id();
    const bool elsewhere =
        co_await blocking.run([here]() -> Result<bool> { return std::this_thread::get_id() != here; });
    EXPECT_TRUE(elsewhere);
    EXPECT_EQ(std::this_thread::get_id(), here);
    co_return 7;
  };
  EXPECT_EQ(block_on(loops[0], scenario(pool)).value(), 7);
}

TEST(ThreadBlockingPool, an_error_of_the_work_reaches_the_caller) {
  ThreadBlockingPool pool({.threads = 1, .queue_max = 10});
  LoopGroup loops(1);
  auto scenario = [](BlockingPool& blocking) -> Task<Result<int>> {
    return blocking.run([]() -> Result<int> { return error::validation("no"); });
  };
  EXPECT_EQ(block_on(loops[0], scenario(pool)).error().code, "ValidationException");
}

TEST(ThreadBlockingPool, answers_busy_when_its_queue_is_full) {
  LoopGroup loops(1);
  std::binary_semaphore release(0);
  std::counting_semaphore<100> begun(0);
  {
    ThreadBlockingPool pool({.threads = 1, .queue_max = 2});
    auto scenario = [](BlockingPool& blocking, std::binary_semaphore& gate,
                       std::counting_semaphore<100>& started) -> Task<int> {
      TaskScope scope;
      int busy = 0;
      auto job = [](BlockingPool& where, std::binary_semaphore& wait_for, std::counting_semaphore<100>& tell,
                    int& refused) -> Task<void> {
        const auto result = co_await where.run([&]() -> Status {
          tell.release();
          wait_for.acquire();
          wait_for.release();
          return ok();
        });
        if (!result) {
          EXPECT_EQ(result.error().status, 503);
          ++refused;
        }
      };
      scope.spawn(job(blocking, gate, started, busy));
      started.acquire();  // the thread has taken the first one
      for (int i = 0; i < 5; ++i) scope.spawn(job(blocking, gate, started, busy));
      EXPECT_EQ(busy, 3);
      gate.release();
      co_await scope.drain();
      co_return busy;
    };
    EXPECT_EQ(block_on(loops[0], scenario(pool, release, begun)), 3);
  }
}

}  // namespace
}  // namespace penstock
