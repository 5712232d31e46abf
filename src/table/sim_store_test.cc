#include "table/sim_store.h"

#include <gtest/gtest.h>

#include "base/task_scope.h"
#include "io/sim_executor.h"

namespace penstock {
namespace {

Task<void> write_into(Store& store, WriteBatch batch, Status& answer) {
  answer = co_await store.write(std::move(batch));
}

Status put(Store& store, std::string key, std::string value) {
  WriteBatch batch;
  batch.put(std::move(key), std::move(value));
  Status answer = error::internal("not done");
  TaskScope scope;
  scope.spawn(write_into(store, std::move(batch), answer));
  return answer;
}

TEST(SimStore, keeps_acknowledged_writes_through_a_power_cycle) {
  SimStore store;
  ASSERT_TRUE(put(store, "a", "1"));
  store.power_cycle();
  EXPECT_EQ(*store.get("a"), "1");
}

TEST(SimStore, leaves_nothing_of_a_failed_write) {
  SimStore store;
  store.fail_next_write();
  EXPECT_FALSE(put(store, "a", "1"));
  EXPECT_EQ(*store.get("a"), std::nullopt);
  store.power_cycle();
  EXPECT_EQ(*store.get("a"), std::nullopt);
  EXPECT_TRUE(put(store, "a", "2"));
}

TEST(SimStore, brings_an_unsynced_write_back_after_a_power_cycle) {
  SimStore store;
  store.fail_next_sync();
  EXPECT_FALSE(put(store, "a", "1"));
  EXPECT_EQ(*store.get("a"), std::nullopt);
  EXPECT_FALSE(put(store, "b", "1"));
  store.power_cycle();
  EXPECT_EQ(*store.get("a"), "1");
  EXPECT_TRUE(put(store, "b", "1"));
}

TEST(PrefixEnd, is_the_first_key_behind_the_prefix) {
  EXPECT_EQ(prefix_end("a"), "b");
  EXPECT_EQ(prefix_end("a\xff\xff"), "b");
  EXPECT_EQ(prefix_end("\xff"), "");
  EXPECT_EQ(prefix_end(""), "");
}

TEST(SimStore, reads_pages_in_both_directions_and_erases_ranges) {
  SimStore store;
  SimExecutor executor;
  WriteBatch batch;
  for (const auto* key : {"a/1", "a/2", "a/3", "b/1"}) batch.put(key, "value");
  ASSERT_TRUE(executor.sync_wait(store.write(std::move(batch))));
  const auto last = executor.sync_wait(store.read_page({"a/", "a0", KeyRange::Order::descending}, {2, 1000}));
  ASSERT_TRUE(last);
  ASSERT_EQ(last->entries.size(), 2U);
  EXPECT_EQ(last->entries[0].key, "a/3");
  EXPECT_TRUE(last->more);
  WriteBatch erasing;
  erasing.erase_range("a/2", "b/");
  ASSERT_TRUE(executor.sync_wait(store.write(std::move(erasing))));
  EXPECT_EQ(store.size(), 2U);
}

}  // namespace
}  // namespace penstock
