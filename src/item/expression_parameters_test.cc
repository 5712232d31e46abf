#include "item/expression_parameters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

using Given = std::vector<std::string_view>;

// The error of a Query with these parameters.
std::string query_error(const Given& given, bool names = false, bool values = false) {
  const auto parameter = [&](std::string_view name) {
    return GivenParameter{name, std::ranges::find(given, name) != given.end()};
  };
  const std::array legacy = {parameter("AttributesToGet"), parameter("QueryFilter"), parameter("ConditionalOperator"),
                             parameter("KeyConditions")};
  const std::array expressions = {parameter("ProjectionExpression"), parameter("FilterExpression"),
                                  parameter("KeyConditionExpression")};
  const auto status =
      check_together({.legacy = legacy, .expressions = expressions, .has_names = names, .has_values = values});
  return status ? "" : status.error().message;
}

TEST(ExpressionParameters, do_not_go_with_legacy_ones) {
  EXPECT_EQ(query_error({"QueryFilter", "ConditionalOperator", "KeyConditions", "ProjectionExpression",
                         "FilterExpression", "KeyConditionExpression"}),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
            "{QueryFilter, ConditionalOperator, KeyConditions} Expression parameters: {ProjectionExpression, "
            "FilterExpression, KeyConditionExpression}");
  EXPECT_EQ(query_error({"AttributesToGet", "FilterExpression"}),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
            "{AttributesToGet} Expression parameters: {FilterExpression}");
  EXPECT_EQ(query_error({"AttributesToGet", "QueryFilter", "KeyConditions"}), "");
  EXPECT_EQ(query_error({"FilterExpression", "KeyConditionExpression"}, true, true), "");
}

TEST(ExpressionParameters, key_conditions_go_with_other_expressions) {
  EXPECT_EQ(query_error({"KeyConditions", "FilterExpression", "ProjectionExpression"}), "");
  EXPECT_EQ(query_error({"KeyConditions", "QueryFilter", "FilterExpression"}),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
            "{QueryFilter} Expression parameters: {FilterExpression}");
}

TEST(ExpressionParameters, names_and_values_need_an_expression) {
  EXPECT_EQ(query_error({}, true, true), "ExpressionAttributeNames can only be specified when using expressions");
  EXPECT_EQ(query_error({"ProjectionExpression"}, true, true),
            "ExpressionAttributeValues can only be specified when using expressions: FilterExpression and "
            "KeyConditionExpression are null");
  const std::array<GivenParameter, 1> one = {{{"ConditionExpression"}}};
  EXPECT_EQ(check_together({.expressions = one, .has_values = true}).error().message,
            "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null");
  EXPECT_EQ(check_together({.expressions = one, .has_values = true, .of_one_item = true}).error().message,
            "ExpressionAttributeValues can only be specified when using expressions");
}

TEST(ExpressionParameters, a_conditional_operator_needs_two_conditions) {
  EXPECT_TRUE(check_conditional_operator(false, 0));
  EXPECT_TRUE(check_conditional_operator(true, 2));
  EXPECT_EQ(check_conditional_operator(true, 0).error().message,
            "ConditionalOperator cannot be used without Filter or Expected");
  EXPECT_EQ(check_conditional_operator(true, 1).error().message,
            "ConditionalOperator can only be used when Filter or Expected has two or more elements");
}

}  // namespace
}  // namespace penstock::item
