#include "pipelines/call-events/transform.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "pipelines/call-events/call_event.h"

namespace penstock::call_events {
namespace {

TEST(Transform, a_decimal_string_becomes_an_integer_and_the_rest_stays) {
  EXPECT_EQ(
      with_integer_user_id(R"({"b":1,"user":{"user_id":"42","user_state":{"plan":"free"}},"a":[1.5,null]})").value(),
      R"({"b":1,"user":{"user_id":42,"user_state":{"plan":"free"}},"a":[1.5,null]})");
}

TEST(Transform, an_integer_stays) {
  EXPECT_EQ(with_integer_user_id(R"({"user":{"user_id":-7}})").value(), R"({"user":{"user_id":-7}})");
}

TEST(Transform, what_is_not_an_event_is_refused_with_the_reason) {
  const std::map<std::string, std::string> reasons = {
      {"", "the event is not a JSON object"},
      {"[]", "the event is not a JSON object"},
      {"{}", "the event has no user"},
      {R"({"user":{}})", "the event has no user.user_id"},
      {R"({"user":{"user_id":null}})", "user.user_id is neither a string nor an integer"},
      {R"({"user":{"user_id":"7x"}})", "user.user_id '7x' is not an integer"},
      {R"({"user":{"user_id":"99999999999999999999"}})", "user.user_id '99999999999999999999' is not an integer"},
  };
  for (const auto& [event, reason] : reasons) {
    const auto result = with_integer_user_id(event);
    ASSERT_FALSE(result) << event;
    EXPECT_EQ(result.error().message, reason);
  }
}

TEST(CallEvent, every_part_is_there_and_the_user_id_is_a_string) {
  CallEventGenerator generator(7);
  const auto event = nlohmann::json::parse(generator.next(from_millis(1'700'000'000'123)).json);
  for (const auto* part : {"call", "super_property", "user", "platform", "device", "session", "referral"}) {
    EXPECT_TRUE(event.at(part).is_object()) << part;
  }
  EXPECT_TRUE(event.at("user").at("user_id").is_string());
  EXPECT_TRUE(event.at("user").at("user_state").is_object());
  EXPECT_EQ(event.at("event_time"), "2023-11-14T22:13:20.123Z");
}

TEST(CallEvent, partition_keys_spread_and_every_event_can_be_transformed) {
  CallEventGenerator generator(11);
  std::map<std::string, int> keys;
  for (int i = 0; i < 1000; ++i) {
    const auto event = generator.next(from_millis(i));
    ++keys[event.partition_key];
    EXPECT_TRUE(with_integer_user_id(event.json));
  }
  EXPECT_EQ(keys.size(), 1000u);
}

}  // namespace
}  // namespace penstock::call_events
