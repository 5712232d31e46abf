#include "item/key_condition.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

const AttributeMap values{{":a", "a"}, {":b", "b"}, {":n", 1}, {":l", List{}}, {":e", ""}};

Result<KeyConditions> conditions_in(std::string_view text) {
  auto placeholders = Substitutes{.names = {{"#a", "a"}}, .values = values}.placeholders();
  const auto condition = parse_condition(ExpressionKind::key_condition, text, placeholders);
  if (!condition) return condition.error();
  return key_conditions_of(*condition);
}

// The range on a table with partition key a and sort key b, both strings.
Result<KeyRange> range_of(std::string_view text) {
  const auto conditions = conditions_in(text);
  if (!conditions) return conditions.error();
  return resolve(*conditions, {.partition = {"a"}, .sort = KeyAttribute{"b"}});
}

std::string error_in(std::string_view text) { return error_of(range_of(text)); }

TEST(KeyCondition, gives_a_partition_and_a_range) {
  const auto whole = range_of("a = :a");
  ASSERT_TRUE(whole) << error_of(whole);
  EXPECT_EQ(whole->partition, AttributeValue("a"));
  EXPECT_FALSE(whole->sort);

  const std::vector<std::tuple<const char*, KeyOperator>> cases = {
      {"#a = :a and b = :b", KeyOperator::equal},
      {"b < :b and a = :a", KeyOperator::less},
      {":a = a and :b < b", KeyOperator::greater},
      {"(a = :a) AND (:b >= b)", KeyOperator::less_or_equal},
      {"(a = :a and (b >= :b))", KeyOperator::greater_or_equal},
      {":b > b and a = :a", KeyOperator::less},
      {"a = :a and begins_with(b, :b)", KeyOperator::begins_with},
      {"a = :a and b between :b and :b", KeyOperator::between},
  };
  for (const auto& [text, op] : cases) {
    const auto range = range_of(text);
    ASSERT_TRUE(range) << text << error_of(range);
    ASSERT_TRUE(range->sort);
    EXPECT_EQ(range->sort->op, op) << text;
    EXPECT_EQ(range->sort->value, AttributeValue("b"));
  }
}

TEST(KeyCondition, contains_sort_keys) {
  const auto contains = [](const SortRange& range, std::string_view accepted) {
    for (const auto* key : {"a", "b", "bb", "c", "d"}) {
      EXPECT_EQ(range.contains(key), accepted.contains(std::string(" ") + key + " ")) << key;
    }
  };
  contains({KeyOperator::equal, "b", {}}, " b ");
  contains({KeyOperator::less, "b", {}}, " a ");
  contains({KeyOperator::less_or_equal, "b", {}}, " a b ");
  contains({KeyOperator::greater, "b", {}}, " bb c d ");
  contains({KeyOperator::greater_or_equal, "b", {}}, " b bb c d ");
  contains({KeyOperator::between, "b", "c"}, " b bb c ");
  contains({KeyOperator::begins_with, "b", {}}, " b bb ");
  EXPECT_FALSE((SortRange{KeyOperator::less, "b", {}}.contains(1)));
}

TEST(KeyCondition, takes_no_other_operators) {
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"a > b and size(b) > c or a > c", "OR"},
      {"a in (b, size(c), d)", "IN"},
      {"attribute_exists(a)", "attribute_exists"},
      {"attribute_not_exists(a)", "attribute_not_exists"},
      {"contains(a.d, b)", "contains"},
      {"not a > b", "NOT"},
      {"a <> b", "<>"},
      {"a = :a and b <> :b", "<>"},
      {"attribute_type(a, :t)", "attribute_type"},
  };
  for (const auto& [text, name] : cases) {
    auto placeholders = Substitutes{.values = {{":t", "S"}, {":a", "a"}, {":b", "b"}}}.placeholders();
    const auto condition = parse_condition(ExpressionKind::key_condition, text, placeholders);
    ASSERT_TRUE(condition) << text;
    EXPECT_EQ(error_of(key_conditions_of(*condition)), "Invalid operator used in KeyConditionExpression: " + name);
  }
}

TEST(KeyCondition, wants_one_key_attribute_in_each_condition) {
  for (const auto& [text, name] : {std::pair{":a between size(b) and size(a) and b > :b", "BETWEEN"},
                                   {"begins_with(:a, b) and a > :b", "begins_with"}}) {
    EXPECT_EQ(error_in(text), "Invalid condition in KeyConditionExpression: " + std::string(name) +
                                  " operator must have the key attribute as its first operand");
  }
  for (const auto* text : {"size(b) > a AND a.b > b AND b > c", "a > size(b.d)", "a between size(b) and size(c)"}) {
    EXPECT_EQ(error_in(text), "KeyConditionExpressions cannot contain nested operations") << text;
  }
  for (const auto* text : {"b > a.b", "b between c[1] and d", "a between b and size(c)", "begins_with(a, b)"}) {
    EXPECT_EQ(error_in(text),
              "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")
        << text;
  }
  for (const auto* text : {"b.d > a AND c.d > e.f", "a.d > c", "b[0] > a", "a = :a and :b < b.c", "#a.foo = :a"}) {
    EXPECT_EQ(error_in(text), "KeyConditionExpressions cannot have conditions on nested attributes") << text;
  }
  for (const auto* text : {":b > :a AND a < :b", ":a > b AND :a < :b"}) {
    EXPECT_EQ(error_in(text), "Invalid condition in KeyConditionExpression: No key attribute specified") << text;
  }
  for (const auto* text : {"b > :a AND b < :a and c = :a and d = :a", "(a > :a and b > :a) and (b > :a and c > :a)"}) {
    EXPECT_EQ(error_in(text),
              "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key")
        << text;
  }
  for (const auto* text : {":a = a and b = :a and :a = c", "(a > :a and b > :a) and (c > :a and d > :a)"}) {
    EXPECT_EQ(error_in(text).substr(0, 31), "The number of query conditions ") << text;
  }
  EXPECT_EQ(error_in("((a = :a))"), "Invalid KeyConditionExpression: The expression has redundant parentheses;");
}

TEST(KeyCondition, fits_the_key_schema) {
  EXPECT_EQ(error_in("b = :b"), "Query condition missed key schema element: a");
  EXPECT_EQ(error_in("a = :a and c = :b"), "Query condition missed key schema element: b");
  EXPECT_EQ(error_in("b = :b and c = :b"), "Query condition missed key schema element: a");
  for (const auto* text : {"a > :a", "begins_with(a, :a)", "a between :a and :b", "a < :a and b = :b"}) {
    EXPECT_EQ(error_in(text), "Query key condition not supported") << text;
  }
  for (const auto* text : {"a = :n", "a = :a and b > :n", "a = :l"}) {
    EXPECT_EQ(error_in(text),
              "One or more parameter values were invalid: Condition parameter type does not match schema type");
  }
  EXPECT_EQ(
      error_in("a = :a and b = :e"),
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
      "string value. Key: b");
  EXPECT_EQ(error_in("a = :a and b = :b and c = :a"),
            "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)");
  const auto two = conditions_in("a = :a and b = :b");
  EXPECT_EQ(error_of(resolve(*two, {.partition = {"a"}, .sort = {}})),
            "The number of query conditions (2) exceeds the number of key attributes defined in the schema (1)");
  EXPECT_TRUE(resolve(*conditions_in("a = :n"), {.partition = {"a", Type::number}, .sort = {}}));
}

}  // namespace
}  // namespace penstock::item
