#include "item/attribute_value.h"

#include <gtest/gtest.h>

namespace penstock::item {
namespace {

TEST(AttributeMap, sorts_by_name_and_keeps_the_last_of_a_name) {
  const AttributeMap map{{"b", 1}, {"a", "x"}, {"b", 2}, {"c", Null{}}, {"b", 3}};
  ASSERT_EQ(map.size(), 3U);
  EXPECT_EQ(map.begin()->name, "a");
  EXPECT_EQ(*map.find("b"), AttributeValue(3));
  EXPECT_EQ(map.find("d"), nullptr);
}

TEST(AttributeMap, sets_and_erases) {
  AttributeMap map;
  map.set("b", 1);
  map.set("a", 2);
  map.set("b", "new");
  EXPECT_EQ(map, (AttributeMap{{"a", 2}, {"b", "new"}}));
  EXPECT_TRUE(map.erase("a"));
  EXPECT_FALSE(map.erase("a"));
  EXPECT_EQ(map.size(), 1U);
}

TEST(AttributeValue, compares_by_type_and_content) {
  EXPECT_EQ(AttributeValue(Number(1)), AttributeValue(*Number::parse("1.0")));
  EXPECT_NE(AttributeValue("1"), AttributeValue(1));
  EXPECT_NE(AttributeValue("a"), AttributeValue(Binary{"a"}));
  EXPECT_EQ(AttributeValue(List{1, "a"}), AttributeValue(List{1, "a"}));
  EXPECT_EQ(compare("a", "b"), std::partial_ordering::less);
  EXPECT_EQ(compare("\xc3\xa4", "z"), std::partial_ordering::greater);
  EXPECT_EQ(compare(2, 10), std::partial_ordering::less);
  EXPECT_EQ(compare(2, "10"), std::partial_ordering::unordered);
  EXPECT_EQ(compare(true, false), std::partial_ordering::unordered);
}

TEST(AttributeValue, knows_the_names_of_its_types) {
  EXPECT_EQ(type_name(AttributeValue(true).type()), "BOOL");
  EXPECT_EQ(type_name(AttributeValue(Binary{"a"}).type()), "B");
  EXPECT_EQ(type_name(AttributeValue(NumberSet{Number(1)}).type()), "NS");
  EXPECT_EQ(type_name(AttributeValue(AttributeMap{}).type()), "M");
  EXPECT_EQ(type_name(AttributeValue().type()), "NULL");
}

TEST(AttributeValue, counts_bytes_as_aws_does) {
  EXPECT_EQ(size_of(AttributeMap{{"name", "h\xc3\xa4user"}}), 4U + 7U);
  EXPECT_EQ(size_of(AttributeValue(true)), 1U);
  EXPECT_EQ(size_of(AttributeValue()), 1U);
  EXPECT_EQ(size_of(AttributeValue(StringSet{"a", "bc"})), 3U);
  EXPECT_EQ(size_of(AttributeValue(List{})), 3U);
  EXPECT_EQ(size_of(AttributeValue(List{"ab", Null{}})), 3U + 2U + 3U);
  EXPECT_EQ(size_of(AttributeValue(AttributeMap{{"k", "ab"}})), 3U + 1U + 1U + 2U);
}

TEST(AttributeValue, finds_duplicates_while_sorting_a_set) {
  StringSet fine{"b", "a"};
  EXPECT_TRUE(sort_set(fine));
  EXPECT_EQ(fine, (StringSet{"a", "b"}));
  NumberSet twice{Number(1), *Number::parse("1.0")};
  EXPECT_FALSE(sort_set(twice));
}

TEST(AttributeValue, reports_a_fault) {
  EXPECT_EQ(first_fault({{"a", 1}}), nullptr);
  EXPECT_EQ(first_fault({{"a", 1}, {"b", Fault{"text"}}})->message, "text");
}

}  // namespace
}  // namespace penstock::item
