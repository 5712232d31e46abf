#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

constexpr Millis hour{3'600'000};

struct Retention {
  KinesisFixture kinesis;
  Retention() { kinesis.create_stream("orders"); }

  Status increase(std::int32_t hours, const std::string& name = "orders") {
    const auto out = kinesis.call(&KinesisService::increase_stream_retention_period,
                                  {.stream_name = name, .retention_period_hours = hours});
    if (!out) return out.error();
    return ok();
  }
  Status decrease(std::int32_t hours, const std::string& name = "orders") {
    const auto out = kinesis.call(&KinesisService::decrease_stream_retention_period,
                                  {.stream_name = name, .retention_period_hours = hours});
    if (!out) return out.error();
    return ok();
  }
  std::int32_t hours() { return kinesis.described("orders").retention_period_hours; }
};

TEST(ChangeRetention, holds_over_a_restart) {
  Retention retention;
  ASSERT_TRUE(retention.increase(8760));
  retention.kinesis.power_cycle();
  EXPECT_EQ(retention.hours(), 8760);
  ASSERT_TRUE(retention.decrease(24));
  retention.kinesis.power_cycle();
  EXPECT_EQ(retention.hours(), 24);
}

TEST(ChangeRetention, to_the_current_value_changes_nothing) {
  Retention retention;
  EXPECT_TRUE(retention.increase(24));
  EXPECT_TRUE(retention.decrease(24));
  EXPECT_EQ(retention.hours(), 24);
}

TEST(ChangeRetention, stays_between_a_day_and_a_year) {
  Retention retention;
  for (const auto& refused : {retention.increase(23), retention.decrease(23)}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "InvalidArgumentException");
    EXPECT_EQ(refused.error().message,
              "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.");
  }
  for (const auto& refused : {retention.increase(8761), retention.decrease(8761)}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.");
  }
}

TEST(ChangeRetention, points_to_the_other_operation) {
  Retention retention;
  ASSERT_TRUE(retention.increase(30));
  EXPECT_EQ(retention.increase(25).error().message,
            "Requested retention period (25 hours) for stream orders can not be shorter than existing retention period "
            "(30 hours). Use DecreaseRetentionPeriod API.");
  EXPECT_EQ(retention.decrease(31).error().message,
            "Requested retention period (31 hours) for stream orders can not be longer than existing retention period "
            "(30 hours). Use IncreaseRetentionPeriod API.");
}

TEST(ChangeRetention, needs_an_active_stream) {
  Retention retention;
  EXPECT_EQ(retention.increase(25, "others").error().message, "Stream others under account 000000000000 not found.");
  ASSERT_TRUE(retention.kinesis.call(&KinesisService::create_stream, {.stream_name = "young", .shard_count = 1}));
  const auto refused = retention.increase(25, "young");
  EXPECT_EQ(refused.error().code, "ResourceInUseException");
  EXPECT_EQ(refused.error().message, "Stream young under account 000000000000 not ACTIVE, instead in state CREATING");
}

TEST(ChangeRetention, shortens_what_is_shown_at_once) {
  Retention retention;
  ASSERT_TRUE(retention.increase(48));
  ASSERT_TRUE(retention.kinesis.put_record("orders", "k", "old"));
  retention.kinesis.pass(30 * hour);
  ASSERT_TRUE(retention.kinesis.put_record("orders", "k", "young"));
  EXPECT_EQ(retention.kinesis.records("orders").size(), 2U);
  ASSERT_TRUE(retention.decrease(24));
  EXPECT_EQ(retention.kinesis.records("orders").size(), 1U);
}

TEST(ChangeRetention, does_not_bring_back_what_has_expired) {
  Retention retention;
  ASSERT_TRUE(retention.kinesis.put_record("orders", "k", "old"));
  retention.kinesis.pass(25 * hour);
  ASSERT_TRUE(retention.increase(48));
  EXPECT_TRUE(retention.kinesis.records("orders").empty());
  retention.kinesis.power_cycle();
  EXPECT_TRUE(retention.kinesis.records("orders").empty());
}

TEST(ChangeRetention, leaves_the_old_period_when_the_store_refuses) {
  Retention retention;
  retention.kinesis.store().fail_next_write();
  EXPECT_EQ(retention.increase(48).error().status, 503);
  EXPECT_EQ(retention.hours(), 24);
}

}  // namespace
}  // namespace penstock::kinesis
