#include "table/stored_sealer.h"

#include <gtest/gtest.h>

#include "io/sim_executor.h"
#include "table/sim_store.h"

namespace penstock {
namespace {

enum class Kind : char { iterator = 1 };

struct World {
  SimExecutor executor;
  SimStore store;
  SeededRandom random{7};

  Result<TokenSealer> sealer(std::string name = "a/token-key") {
    return executor.sync_wait(stored_sealer(store, random, std::move(name)));
  }
};

TEST(StoredSealer, opens_after_a_restart_what_it_sealed_before) {
  World world;
  const auto token = world.sealer()->seal(Kind::iterator, "content");
  world.store.power_cycle();
  EXPECT_EQ(world.sealer()->open(Kind::iterator, token), "content");
}

TEST(StoredSealer, of_another_service_has_another_key) {
  World world;
  const auto token = world.sealer()->seal(Kind::iterator, "content");
  EXPECT_FALSE(world.sealer("b/token-key")->open(Kind::iterator, token));
}

TEST(StoredSealer, says_that_what_is_stored_is_no_key) {
  World world;
  WriteBatch batch;
  batch.put("a/token-key", "short");
  ASSERT_TRUE(world.executor.sync_wait(world.store.write(std::move(batch))));
  const auto damaged = world.sealer();
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, "InternalFailure");
  EXPECT_EQ(damaged.error().message,
            "The stored key of the shard iterators is damaged. Restore the data directory from a copy.");
}

TEST(StoredSealer, is_not_there_when_the_store_refuses_its_key) {
  World world;
  world.store.fail_next_write();
  EXPECT_FALSE(world.sealer());
  EXPECT_TRUE(world.sealer());
}

}  // namespace
}  // namespace penstock
