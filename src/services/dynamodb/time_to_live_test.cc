#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dynamodb/stream_fixture.h"

namespace penstock::dynamodb {
namespace {

using item::Item;
using testing::ElementsAre;
using testing::IsEmpty;

class TimesToLive : public testing::Test {
 protected:
  StreamFixture dynamodb;
  std::string arn = dynamodb.create_recorded("sessions");

  std::string change(bool enabled, const std::string& attribute = "ends") {
    return dynamodb.error_of(
        &DynamodbService::update_time_to_live,
        {.table_name = "sessions", .time_to_live_specification = {.enabled = enabled, .attribute_name = attribute}});
  }
  TimeToLiveDescription described() {
    return *dynamodb.call(&DynamodbService::describe_time_to_live, {.table_name = "sessions"})
                ->time_to_live_description;
  }
  void settle() {
    dynamodb.pass(Millis{500});
    dynamodb.keep_house();
  }
  item::Number in_seconds(std::int64_t seconds) {
    return item::Number(to_millis(dynamodb.clock().now()) / 1000 + seconds);
  }
  void put(std::string id, item::AttributeValue ends) {
    ASSERT_TRUE(dynamodb.put("sessions", {{"id", std::move(id)}, {"ends", std::move(ends)}}));
  }
  std::size_t count() { return dynamodb.scan("sessions").size(); }
};

TEST_F(TimesToLive, are_switched_on_and_off) {
  EXPECT_EQ(described().time_to_live_status, "DISABLED");
  EXPECT_FALSE(described().attribute_name);
  EXPECT_EQ(change(false), "ValidationException: TimeToLive is already disabled");
  EXPECT_EQ(change(true), "");
  EXPECT_EQ(described().time_to_live_status, "ENABLING");
  EXPECT_EQ(change(true), "ValidationException: TimeToLive is already enabled");
  EXPECT_EQ(change(false),
            "ValidationException: Time to live has been modified multiple times within a fixed interval");
  settle();
  EXPECT_EQ(described().time_to_live_status, "ENABLED");
  EXPECT_EQ(described().attribute_name, "ends");
  EXPECT_EQ(change(true), "ValidationException: TimeToLive is already enabled");
  EXPECT_EQ(change(true, "other"),
            "ValidationException: TimeToLive is active on a different AttributeName: current AttributeName is ends");
  EXPECT_EQ(change(false), "");
  EXPECT_EQ(described().time_to_live_status, "DISABLING");
  settle();
  EXPECT_EQ(described().time_to_live_status, "DISABLED");
}

TEST(TimesToLiveOfAws, change_once_in_half_an_hour) {
  StreamFixture dynamodb({.pauses = Pauses::as_aws});
  dynamodb.create_recorded("sessions");
  const auto change = [&](bool enabled) {
    return dynamodb.error_of(
        &DynamodbService::update_time_to_live,
        {.table_name = "sessions", .time_to_live_specification = {.enabled = enabled, .attribute_name = "ends"}});
  };
  const std::string too_soon =
      "ValidationException: Time to live has been modified multiple times within a fixed interval";
  EXPECT_EQ(change(true), "");
  dynamodb.pass(Millis{500});
  dynamodb.keep_house();
  EXPECT_EQ(change(true), "ValidationException: TimeToLive is already enabled");
  EXPECT_EQ(change(false), too_soon);
  dynamodb.pass(Millis{31 * 60'000});
  EXPECT_EQ(change(false), "");
  dynamodb.pass(Millis{500});
  EXPECT_EQ(change(true), too_soon);
}

TEST_F(TimesToLive, end_items_as_the_service_itself) {
  put("before", in_seconds(10));  // before it was switched on
  ASSERT_EQ(change(true), "");
  settle();
  put("after", in_seconds(20));
  put("text", "20");
  put("long ago", in_seconds(-6 * 365 * 86'400LL));
  put("never", item::Number(-1));
  dynamodb.pass(std::chrono::seconds{11});
  EXPECT_EQ(count(), 5U);  // still visible
  dynamodb.keep_house();
  EXPECT_EQ(count(), 4U);
  dynamodb.pass(std::chrono::seconds{11});
  dynamodb.keep_house();
  EXPECT_EQ(count(), 3U);
  const auto records = dynamodb.records(arn);
  ASSERT_EQ(records.size(), 7U);
  const auto& last = records.back();
  EXPECT_EQ(last.event_name, "REMOVE");
  EXPECT_EQ(last.user_identity->principal_id, "dynamodb.amazonaws.com");
  EXPECT_EQ(last.user_identity->type, "Service");
  EXPECT_EQ(last.dynamodb->old_image->find("id")->get<std::string>()[0], "after");
}

TEST_F(TimesToLive, follow_an_item_that_changes) {
  ASSERT_EQ(change(true), "");
  settle();
  put("a", in_seconds(5));
  put("a", in_seconds(50));
  dynamodb.pass(std::chrono::seconds{10});
  dynamodb.power_cycle();
  dynamodb.keep_house();
  EXPECT_EQ(count(), 1U);
  dynamodb.pass(std::chrono::seconds{41});
  dynamodb.keep_house();
  EXPECT_EQ(count(), 0U);
}

TEST_F(TimesToLive, leave_nothing_once_they_are_off) {
  const auto size = dynamodb.store().size();
  ASSERT_EQ(change(true), "");
  settle();
  put("a", in_seconds(5));
  ASSERT_EQ(change(false), "");
  settle();
  dynamodb.pass(std::chrono::seconds{10});
  dynamodb.keep_house();
  EXPECT_EQ(count(), 1U);
  EXPECT_EQ(dynamodb.store().size(), size + 2);  // the item and its change record
}

}  // namespace
}  // namespace penstock::dynamodb
