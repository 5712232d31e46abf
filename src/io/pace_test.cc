#include "io/pace.h"

#include <gtest/gtest.h>

#include "base/task_scope.h"
#include "io/block_on.h"
#include "io/loop_group.h"

namespace penstock {
namespace {

TEST(LoopPace, waits_until_it_is_told_to_stop) {
  LoopGroup loops(1);
  LoopPace pace;
  EXPECT_TRUE(block_on(loops[0], pace.wait(Millis{1})));

  auto stopped_while_waiting = [](LoopPace& waiting) -> Task<bool> {
    auto stop_soon = [](LoopPace& stopped) -> Task<void> {
      stopped.stop();
      co_return;
    };
    TaskScope scope;
    bool went_on = true;
    auto wait_long = [](LoopPace& waits, bool& result) -> Task<void> { result = co_await waits.wait(Millis{1 << 30}); };
    scope.spawn(wait_long(waiting, went_on));
    co_await stop_soon(waiting);
    co_await scope.drain();
    co_return went_on;
  };
  EXPECT_FALSE(block_on(loops[0], stopped_while_waiting(pace)));
  EXPECT_TRUE(pace.stopping());
  EXPECT_FALSE(block_on(loops[0], pace.wait(Millis{1 << 30})));
}

}  // namespace
}  // namespace penstock
