#include "item/placeholders.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

TEST(Placeholders, refuses_empty_maps_and_bad_keys) {
  const auto error = [](std::optional<AttributeNames> names, std::optional<AttributeMap> values) {
    return error_of(Placeholders::make(std::move(names), std::move(values)));
  };
  EXPECT_EQ(error(AttributeNames{}, AttributeMap{}), "ExpressionAttributeNames must not be empty");
  EXPECT_EQ(error({}, AttributeMap{}), "ExpressionAttributeValues must not be empty");
  for (const std::string key : {"a", "#", "#a-b", "#a b", " #a", "", ":a", "#a\xc3\xbc"}) {
    EXPECT_EQ(error(AttributeNames{{key, "x"}}, AttributeMap{}),
              "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"");
  }
  EXPECT_EQ(error({}, AttributeMap{{":b", Fault{"x"}}, {"b", "a"}}),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"b\"");
  const std::string too_long(255, 'a');
  EXPECT_EQ(
      error(AttributeNames{{"#-" + too_long, "x"}}, {}),
      "ExpressionAttributeNames contains invalid key: The expression attribute map contains a key that is too long; "
      "size of key: 257");
  EXPECT_EQ(
      error({}, AttributeMap{{":" + too_long, 1}}),
      "ExpressionAttributeValues contains invalid key: The expression attribute map contains a key that is too long;");
  const AttributeMap with_fault{{":b", Fault::differing("No number: x", "No number")}};
  EXPECT_EQ(error({}, with_fault), "No number: x");
  EXPECT_EQ(Placeholders::make({}, with_fault, ValueCheck::older).error().message,
            "ExpressionAttributeValues contains invalid value: No number for key :b");
  EXPECT_EQ(error(AttributeNames{{"#1", "x"}, {"#_", "y"}}, AttributeMap{{":1", 1}}), "");
  EXPECT_EQ(error(AttributeNames{{"#a", std::string(65'535, 'x')}}, {}), "");
  const AttributeNames large{{"#a", std::string(65'536, 'x')}};
  EXPECT_EQ(error(large, {}), "Attribute name is too large, must be less than 65536 bytes");
  EXPECT_EQ(Placeholders::make(large, {}, ValueCheck::older).error().message,
            "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than 65536 "
            "bytes for key #a");
  EXPECT_EQ(error(AttributeNames{{"#a", ""}}, {}),
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
  EXPECT_NE(error({}, AttributeMap{{":a", std::string(3 << 20, 'x')}}), "");
}

TEST(Placeholders, that_no_expression_used_are_reported_once_for_all) {
  const Substitutes with{.names = {{"#a", "a"}, {"#b", "b"}, {"#c", "c"}}, .values = {{":a", 1}, {":b", 2}}};
  auto placeholders = with.placeholders();
  ASSERT_TRUE(parse_condition(ExpressionKind::condition, "#a = :a", placeholders));
  EXPECT_EQ(error_of(placeholders.check_all_used()),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b, #c}");
  ASSERT_TRUE(parse_condition(ExpressionKind::filter, "#b = #c", placeholders));
  EXPECT_EQ(error_of(placeholders.check_all_used()),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}");
  ASSERT_TRUE(parse_condition(ExpressionKind::filter, "#b = :b", placeholders));
  EXPECT_TRUE(placeholders.check_all_used());
}

TEST(Placeholders, live_as_long_as_their_expressions) {
  std::optional<Condition> condition;
  {
    auto placeholders = Substitutes{.values = {{":a", std::string(100, 'x')}}}.placeholders();
    condition = *parse_condition(ExpressionKind::condition, "a = :a", placeholders);
  }
  EXPECT_TRUE(condition->matches({{"a", std::string(100, 'x')}}));
}

}  // namespace
}  // namespace penstock::item
