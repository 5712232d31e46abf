#include "services/dynamodb/change_stream.h"

#include <gtest/gtest.h>

#include "base/task_scope.h"
#include "io/sim_executor.h"

namespace penstock::dynamodb {
namespace {

constexpr TimePoint made = from_millis(1'700'000'000'000);
const StreamRecord record{.ordinal = 1, .view = StreamView::keys_only, .created = made};

TEST(ChangeStream, shows_nothing_behind_a_write_that_is_on_its_way) {
  ChangeStream stream(record, 0, 0);
  auto first = stream.reserve(made);
  auto second = stream.reserve(made);
  second->settle();
  EXPECT_EQ(stream.reach(made).visible_end, first->position());
  EXPECT_EQ(stream.reach(made).next, 2U);
  first->settle();
  EXPECT_EQ(stream.reach(made).visible_end, 2U);
}

TEST(ChangeStream, lets_readers_wait_for_what_was_acknowledged) {
  SimExecutor executor;
  ChangeStream stream(record, 0, 0);
  auto first = stream.reserve(made);
  auto second = stream.reserve(made);
  second->settle();
  bool seen = false;
  TaskScope scope;
  const auto wait = [&]() -> Task<void> {
    co_await stream.settled(2);
    seen = true;
  };
  executor.sync_wait([&]() -> Task<void> {
    scope.spawn(wait());
    co_await resume_on(*Executor::current());
    EXPECT_FALSE(seen);
    first->settle();
    co_await scope.drain();
  }());
  EXPECT_TRUE(seen);
}

TEST(ChangeStream, holds_readers_back_where_a_write_failed_until_one_succeeds) {
  ChangeStream stream(record, 0, 0);
  stream.reserve(made).reset();
  EXPECT_EQ(stream.reach(made).visible_end, 0U);
  stream.reserve(made)->settle();
  EXPECT_EQ(stream.reach(made).visible_end, 2U);
}

TEST(ChangeStream, adds_nothing_to_a_shard_that_a_reader_saw_closed) {
  ChangeStream stream(record, 0, 0);
  EXPECT_EQ(shard_of(stream.reach(made + shard_span).next), 1U);
  EXPECT_EQ(shard_of(stream.reserve(made)->position()), 1U);  // its clock was read before
}

TEST(ChangeStream, records_nothing_once_it_is_closed) {
  ChangeStream stream(record, 5, 0);
  stream.close(made);
  EXPECT_FALSE(stream.reserve(made));
  EXPECT_TRUE(stream.reach(made + shard_span).closed);
  EXPECT_EQ(stream.reach(made + shard_span).next, 5U);
}

}  // namespace
}  // namespace penstock::dynamodb
