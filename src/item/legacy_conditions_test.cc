#include "item/legacy_conditions.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

using Values = std::vector<AttributeValue>;

LegacyCondition compared(std::string op, std::optional<Values> values = {}) {
  return {.comparison_operator = std::move(op), .attribute_value_list = std::move(values)};
}

std::string expected_error(LegacyConditions expected) {
  return error_of(condition_from_expected(std::move(expected), ConditionalOperator::and_));
}
std::string filter_error(LegacyCondition condition) {
  return error_of(condition_from_filter({{"a", std::move(condition)}}, ConditionalOperator::and_));
}

bool passes(const std::string& op, std::optional<Values> values, const Item& item) {
  const auto condition = condition_from_filter({{"a", compared(op, std::move(values))}}, ConditionalOperator::and_);
  EXPECT_TRUE(condition) << op << error_of(condition);
  return condition && condition->matches(item);
}

const std::string invalid = "One or more parameter values were invalid: ";

TEST(LegacyConditions, compare) {
  const Item item{{"a", 5}};
  EXPECT_TRUE(passes("EQ", Values{5}, item));
  EXPECT_FALSE(passes("EQ", Values{"5"}, item));
  EXPECT_TRUE(passes("NE", Values{6}, item) && passes("NE", Values{"5"}, item) && passes("NE", Values{5}, {}));
  EXPECT_TRUE(passes("LE", Values{5}, item) && passes("LT", Values{6}, item));
  EXPECT_TRUE(passes("GE", Values{5}, item) && passes("GT", Values{4}, item));
  EXPECT_FALSE(passes("LT", Values{"6"}, item) || passes("GT", Values{4}, {}));
  EXPECT_TRUE(passes("BETWEEN", Values{5, 5}, item));
  EXPECT_TRUE(passes("IN", Values{1, 5}, item));
  EXPECT_FALSE(passes("IN", Values{1}, {}));
  EXPECT_TRUE(passes("NOT_NULL", {}, item) && passes("NULL", {}, {}));
  EXPECT_FALSE(passes("NULL", {}, {{"a", Null{}}}));
  EXPECT_TRUE(passes("BEGINS_WITH", Values{"he"}, {{"a", "hello"}}));
}

TEST(LegacyConditions, contain_or_not) {
  EXPECT_TRUE(passes("CONTAINS", Values{"ell"}, {{"a", "hello"}}));
  EXPECT_TRUE(passes("CONTAINS", Values{2}, {{"a", NumberSet{Number(1), Number(2)}}}));
  EXPECT_TRUE(passes("CONTAINS", Values{true}, {{"a", List{true}}}));
  EXPECT_TRUE(passes("NOT_CONTAINS", Values{"x"}, {{"a", "hello"}}));
  EXPECT_TRUE(passes("NOT_CONTAINS", Values{"x"}, {{"a", 1}}));
  EXPECT_FALSE(passes("NOT_CONTAINS", Values{"ell"}, {{"a", "hello"}}));
  EXPECT_FALSE(passes("NOT_CONTAINS", Values{"x"}, {}));
}

TEST(LegacyConditions, hold_all_or_any) {
  const LegacyConditions both{{"a", compared("EQ", Values{1})}, {"b", compared("NOT_CONTAINS", Values{"x"})}};
  const auto all = *condition_from_filter(both, ConditionalOperator::and_);
  const auto any = *condition_from_filter(both, conditional_operator("OR"));
  EXPECT_TRUE(all.matches({{"a", 1}, {"b", "y"}}) && any.matches({{"a", 2}, {"b", "y"}}) && any.matches({{"a", 1}}));
  EXPECT_FALSE(all.matches({{"a", 1}, {"b", "x"}}) || any.matches({{"a", 2}, {"b", "x"}}));
  EXPECT_TRUE(condition_from_filter({}, ConditionalOperator::or_)->matches({}));
}

TEST(LegacyConditions, of_expected_values) {
  const auto matches = [](LegacyCondition condition, const Item& item) {
    return condition_from_expected({{"a", std::move(condition)}}, ConditionalOperator::and_)->matches(item);
  };
  EXPECT_TRUE(matches({.value = 1}, {{"a", 1}}) && matches({.value = 1, .exists = true}, {{"a", 1}}));
  EXPECT_FALSE(matches({.value = 1}, {}) || matches({.exists = false}, {{"a", 1}}));
  EXPECT_TRUE(matches({.exists = false}, {}));
  EXPECT_TRUE(matches({.comparison_operator = "GT", .value = 1}, {{"a", 2}}));
  EXPECT_TRUE(matches(compared("NULL", Values{}), {}));
}

TEST(LegacyConditions, of_expected_are_refused) {
  const auto error = [](LegacyCondition condition) { return expected_error({{"a", std::move(condition)}}); };
  EXPECT_EQ(error({}), invalid + "Value must be provided when Exists is null for Attribute: a");
  EXPECT_EQ(error({.exists = true}), invalid + "Value must be provided when Exists is true for Attribute: a");
  EXPECT_EQ(error({.value = 1, .exists = false}),
            invalid + "Value cannot be used when Exists is false for Attribute: a");
  EXPECT_EQ(error(compared("LT")),
            invalid + "Value or AttributeValueList must be used with ComparisonOperator: LT for Attribute: a");
  EXPECT_EQ(error({.comparison_operator = "LT", .exists = true}),
            invalid + "Exists and ComparisonOperator cannot be used together for Attribute: a");
  EXPECT_EQ(error({.comparison_operator = "LT", .attribute_value_list = Values{1}, .value = 1}),
            invalid + "Value and AttributeValueList cannot be used together for Attribute: a");
  EXPECT_EQ(error({.attribute_value_list = Values{1}, .exists = true}),
            invalid + "AttributeValueList can only be used with a ComparisonOperator for Attribute: a");
  for (const auto& [op, count] : {std::pair{"EQ", 0}, {"NULL", 1}, {"IN", 0}, {"BETWEEN", 3}}) {
    EXPECT_EQ(error(compared(op, Values(static_cast<std::size_t>(count), 1))),
              invalid + "Invalid number of argument(s) for the " + op + " ComparisonOperator");
  }
  EXPECT_EQ(error({.comparison_operator = "BETWEEN", .value = 1}),
            invalid + "Invalid number of argument(s) for the BETWEEN ComparisonOperator");
  EXPECT_EQ(error({.value = Fault{"No number"}}), "No number");
  EXPECT_EQ(error(compared("IN", Values{1, "a"})),
            invalid + "AttributeValues inside AttributeValueList must be of same type");
}

TEST(LegacyConditions, of_filters_are_refused) {
  EXPECT_EQ(filter_error(compared("EQ")), invalid + "Invalid number of argument(s) for the EQ ComparisonOperator");
  EXPECT_EQ(filter_error(compared("EQ", Values{Fault{"No number"}, 1})), "No number");
  EXPECT_EQ(filter_error(compared("BETWEEN", Values{"b", "a"})),
            "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
  const Values values = {true, Null{}, StringSet{"a"}, NumberSet{Number(1)}, BinarySet{{"b"}}, AttributeMap{}, List{}};
  for (const auto& value : values) {
    const std::string type(type_name(value.type()));
    for (const std::string op : {"LT", "LE", "GT", "GE", "IN", "BEGINS_WITH"}) {
      EXPECT_EQ(filter_error(compared(op, Values{value})),
                invalid + "ComparisonOperator " + op + " is not valid for " + type + " AttributeValue type");
    }
    EXPECT_EQ(filter_error(compared("BETWEEN", Values{value, value})),
              invalid + "ComparisonOperator BETWEEN is not valid for " + type + " AttributeValue type");
    EXPECT_EQ(filter_error(compared("EQ", Values{value})), "");
    EXPECT_EQ(filter_error(compared("CONTAINS", Values{value})).empty(), type == "BOOL" || type == "NULL");
  }
  EXPECT_EQ(filter_error(compared("BEGINS_WITH", Values{1})),
            invalid + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
}

TEST(LegacyConditions, of_keys) {
  const auto range = [](LegacyConditions conditions) -> Result<KeyRange> {
    auto keys = key_conditions_from(std::move(conditions));
    if (!keys) return keys.error();
    return resolve(*keys, {.partition = {"a"}, .sort = KeyAttribute{"b"}});
  };
  const auto found = range({{"b", compared("BETWEEN", Values{"x", "y"})}, {"a", compared("EQ", Values{"p"})}});
  ASSERT_TRUE(found) << error_of(found);
  EXPECT_EQ(found->partition, AttributeValue("p"));
  EXPECT_TRUE(found->sort->contains("xx"));
  EXPECT_EQ(error_of(range({})), "Conditions can be of length 1 or 2 only");
  EXPECT_EQ(error_of(range({{"a", compared("NULL")}, {"b", compared("NULL")}, {"c", compared("NULL")}})),
            "Conditions can be of length 1 or 2 only");
  for (const auto* op : {"NE", "CONTAINS", "NOT_CONTAINS", "IN"}) {
    EXPECT_EQ(error_of(range({{"a", compared(op, Values{"x"})}})),
              "Attempted conditional constraint is not an indexable operation");
  }
  EXPECT_EQ(error_of(range({{"a", compared("LE", Values{"x"})}})), "Query key condition not supported");
}

TEST(LegacyUpdates, change_the_item) {
  const auto after = [](LegacyUpdates updates, Item item) {
    const auto update = update_from(std::move(updates));
    EXPECT_TRUE(update) << error_of(update);
    const auto applied = update->apply(item);
    return applied ? item : Item{{"error", applied.error().message}};
  };
  EXPECT_EQ(after({{"a", {.value = 1}}, {"b", {.action = "PUT", .value = 2}}, {"c", {.action = "DELETE"}}}, {{"c", 3}}),
            (Item{{"a", 1}, {"b", 2}}));
  EXPECT_EQ(after({{"a", {.action = "ADD", .value = 1}}, {"b", {.action = "ADD", .value = List{2}}}},
                  {{"a", 1}, {"b", List{1}}}),
            (Item{{"a", 2}, {"b", List{1, 2}}}));
  EXPECT_EQ(after({{"a.b", {.action = "DELETE", .value = StringSet{"x"}}}}, {{"a.b", StringSet{"x", "y"}}}),
            (Item{{"a.b", StringSet{"y"}}}));
  EXPECT_EQ(after({{"a", {.action = "ADD", .value = 1}}}, {{"a", "x"}}),
            (Item{{"error", "Type mismatch for attribute to update"}}));
  EXPECT_TRUE(update_from({})->creates_item());
  EXPECT_FALSE(update_from({{"a", {.action = "DELETE"}}})->creates_item());
}

TEST(LegacyUpdates, are_refused) {
  const auto error = [](LegacyUpdate update) { return error_of(update_from({{"a", std::move(update)}})); };
  EXPECT_EQ(error({}), invalid + "Only DELETE action is allowed when no attribute value is specified");
  EXPECT_EQ(error({.action = "ADD"}), invalid + "Only DELETE action is allowed when no attribute value is specified");
  EXPECT_EQ(error({.value = Fault{"No number"}}), "No number");
  EXPECT_EQ(error_of(update_from({{"", {.value = 1}}})), "Empty attribute name");
  for (const AttributeValue& value : {AttributeValue("a"), AttributeValue(Binary{"b"}), AttributeValue(true),
                                      AttributeValue(Null{}), AttributeValue(AttributeMap{})}) {
    EXPECT_EQ(error({.action = "ADD", .value = value}),
              invalid + "ADD action is not supported for the type " + std::string(type_name(value.type())));
    EXPECT_EQ(
        error({.action = "DELETE", .value = value}),
        invalid + "DELETE action with value is not supported for the type " + std::string(type_name(value.type())));
  }
}

TEST(AttributesToGet, are_top_level_names) {
  const auto projection = projection_from({"a.b", "c"});
  EXPECT_EQ(projection->project({{"a", AttributeMap{{"b", 1}}}, {"a.b", 2}, {"c", 3}, {"d", 4}}),
            (Item{{"a.b", 2}, {"c", 3}}));
  EXPECT_EQ(error_of(projection_from({"a", "b", "a"})), invalid + "Duplicate value in attribute name: a");
}

}  // namespace
}  // namespace penstock::item
