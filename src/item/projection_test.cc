#include "item/projection.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

const Item& sample() {
  static const Item item{{"a", AttributeMap{{"b", AttributeMap{{"c", 1}, {"d", 2}}}, {"x", "y"}}},
                         {"l", List{"l0", AttributeMap{{"p", 1}, {"q", 2}}, "l2", List{"m0", "m1"}}},
                         {"s", "scalar"},
                         {"a.b", "dotted"}};
  return item;
}

Item project(std::string_view text, AttributeNames names = {}) {
  auto placeholders = Substitutes{.names = std::move(names)}.placeholders();
  const auto projection = parse_projection(text, placeholders);
  EXPECT_TRUE(projection) << text << ": " << error_of(projection);
  return projection ? projection->project(sample()) : Item();
}

std::string projection_error(std::string_view text, AttributeNames names = {}) {
  auto placeholders = Substitutes{.names = std::move(names)}.placeholders();
  return error_of(parse_projection(text, placeholders));
}

TEST(Projection, keeps_what_is_named) {
  EXPECT_EQ(project("s"), (Item{{"s", "scalar"}}));
  EXPECT_EQ(project("s, nothing"), (Item{{"s", "scalar"}}));
  EXPECT_EQ(project("#d", {{"#d", "a.b"}}), (Item{{"a.b", "dotted"}}));
  EXPECT_EQ(project("a.b.c"), (Item{{"a", AttributeMap{{"b", AttributeMap{{"c", 1}}}}}}));
  EXPECT_EQ(project("a.b.d,a.x , a.b.c"), (Item{{"a", *sample().find("a")}}));
}

TEST(Projection, closes_lists_up_in_their_own_order) {
  EXPECT_EQ(project("l[2], l[0]"), (Item{{"l", List{"l0", "l2"}}}));
  EXPECT_EQ(project("l[1].q, l[1].p, l[10]"), (Item{{"l", List{AttributeMap{{"p", 1}, {"q", 2}}}}}));
  EXPECT_EQ(project("l[3][1], l[2]"), (Item{{"l", List{"l2", List{"m1"}}}}));
}

TEST(Projection, leaves_out_what_is_not_there) {
  for (const auto* text : {"nothing", "a.nothing", "a.b.c.d", "l[9]", "l.x", "a[0]", "s.x", "s[0]", "l[1][0]"}) {
    EXPECT_EQ(project(text), Item()) << text;
  }
}

TEST(Projection, errors) {
  EXPECT_EQ(projection_error(""), "Invalid ProjectionExpression: The expression can not be empty;");
  EXPECT_EQ(projection_error("a,"), R"(Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ",")");
  EXPECT_EQ(projection_error("a b"), R"(Invalid ProjectionExpression: Syntax error; token: "b", near: "a b")");
  EXPECT_EQ(projection_error(":a"), R"(Invalid ProjectionExpression: Syntax error; token: ":a", near: ":a")");
  EXPECT_EQ(projection_error("size(a)"), R"(Invalid ProjectionExpression: Syntax error; token: "(", near: "size(a")");
  EXPECT_EQ(projection_error("#a, #b, views"),
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: views");
  EXPECT_EQ(projection_error("#a, #b", {{"#a", "x"}}),
            "Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; "
            "attribute name: #b");
  EXPECT_EQ(projection_error("a.b[1], x, a"),
            "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of "
            "these paths; path one: [a, b, [1]], path two: [a]");
  EXPECT_EQ(projection_error("a.b, a[1]"),
            "Invalid ProjectionExpression: Two document paths conflict with each other; must remove or rewrite one of "
            "these paths; path one: [a, b], path two: [a, [1]]");
  EXPECT_EQ(projection_error("b, a, #a", {{"#a", "a"}}),
            "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of "
            "these paths; path one: [a], path two: [a]");
}

}  // namespace
}  // namespace penstock::item
