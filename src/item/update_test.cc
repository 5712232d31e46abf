#include "item/update.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

// The item after the update; the message in "error" when it fails, and then the item must be as it was.
Item after(std::string_view text, Item item, AttributeMap values = {}, ItemWas was = ItemWas::there) {
  auto placeholders = Substitutes{.values = std::move(values)}.placeholders();
  const auto update = parse_update(text, placeholders);
  EXPECT_TRUE(update) << text << ": " << error_of(update);
  if (!update) return {};
  const auto before = item;
  const auto applied = update->apply(item, was);
  if (applied) return item;
  EXPECT_EQ(item, before);
  return {{"error", applied.error().message}};
}

Item failed(const char* message) { return {{"error", message}}; }
const Item wrong_path = failed("The document path provided in the update expression is invalid for update");
const Item wrong_type = failed("An operand in the update expression has an incorrect data type");
const Item not_there = failed("The provided expression refers to an attribute that does not exist in the item");

TEST(Update, sets_from_the_item_as_it_was) {
  EXPECT_EQ(after("set a = b, b = a", {{"a", 1}, {"b", 2}}), (Item{{"a", 2}, {"b", 1}}));
  EXPECT_EQ(after("remove a set b = a", {{"a", 1}}), (Item{{"b", 1}}));
  EXPECT_EQ(after("set x = :v, y = x", {{"a", 1}}, {{":v", 1}}), not_there);
  EXPECT_EQ(after("set a = a", {{"a", 1}}), (Item{{"a", 1}}));
  EXPECT_EQ(after("set c = m.l[1]", {{"m", AttributeMap{{"l", List{1, "x"}}}}}).find("c")->type(), Type::string);
}

TEST(Update, calculates) {
  EXPECT_EQ(after("set a = a + :one, b = :one - a", {{"a", 2}}, {{":one", 1}}), (Item{{"a", 3}, {"b", -1}}));
  EXPECT_EQ(after("set a = if_not_exists(a, :zero) + :one", {}, {{":zero", 0}, {":one", 1}}), (Item{{"a", 1}}));
  EXPECT_EQ(after("set a = a + b", {{"a", 1}, {"b", "x"}}), wrong_type);
  EXPECT_EQ(after("set a = b - c", {{"a", 1}, {"b", 1}}), not_there);
  EXPECT_EQ(after("set a = a + :v", {{"a", *Number::parse("9e125")}}, {{":v", *Number::parse("9e125")}}),
            failed("Number overflow. Attempting to store a number with magnitude larger than supported range"));
}

TEST(Update, takes_the_first_that_exists) {
  EXPECT_EQ(after("set a = if_not_exists(b, :v)", {{"b", Null{}}}, {{":v", 1}}), (Item{{"a", Null{}}, {"b", Null{}}}));
  EXPECT_EQ(after("set a = if_not_exists(b.c, if_not_exists(d, :v))", {}, {{":v", 1}}), (Item{{"a", 1}}));
  EXPECT_EQ(after("set a = if_not_exists(b, c)", {}), not_there);
}

TEST(Update, appends_lists) {
  EXPECT_EQ(after("set a = list_append(a, :v), b = list_append(:v, a)", {{"a", List{1}}}, {{":v", List{2}}}),
            (Item{{"a", List{1, 2}}, {"b", List{2, 1}}}));
  EXPECT_EQ(after("set a = list_append(if_not_exists(a, :e), :v)", {}, {{":e", List{}}, {":v", List{1}}}),
            (Item{{"a", List{1}}}));
  EXPECT_EQ(after("set a = list_append(a, :v)", {}, {{":v", List{1}}}), not_there);
  EXPECT_EQ(after("set a = list_append(a, :v)", {{"a", 1}}, {{":v", List{1}}}), wrong_type);
}

TEST(Update, sets_within_documents) {
  const Item item{{"m", AttributeMap{{"l", List{1, AttributeMap{{"k", 1}}}}}}};
  EXPECT_EQ(after("set m.x = :v, m.l[0] = :v, m.l[1].k = :v", item, {{":v", "new"}}),
            (Item{{"m", AttributeMap{{"l", List{"new", AttributeMap{{"k", "new"}}}}, {"x", "new"}}}}));
  for (const auto* text : {"set m.n.x = :v", "set m[0] = :v", "set m.l.x = :v", "set m.l[0].x = :v", "set n.x = :v",
                           "set n[0] = :v", "set m.l[5].k = :v"}) {
    EXPECT_EQ(after(text, item, {{":v", 1}}), wrong_path) << text;
  }
}

TEST(Update, appends_what_is_set_past_the_end_in_order) {
  EXPECT_EQ(after("set a[84] = :1, a[37] = :2, a[17] = :3, a[0] = :4", {{"a", List{"x", "y"}}},
                  {{":1", 1}, {":2", 2}, {":3", 3}, {":4", 4}}),
            (Item{{"a", List{4, "y", 3, 2, 1}}}));
  EXPECT_EQ(after("set a[0] = :v", {{"a", List{}}}, {{":v", 1}}), (Item{{"a", List{1}}}));
}

TEST(Update, removes_by_the_indexes_of_before) {
  const Item item{{"a", List{0, 1, 2, 3, 4, List{5, 6, 7}}}};
  EXPECT_EQ(after("remove a[1], a[3], a[5][0], a[5][2]", item), (Item{{"a", List{0, 2, 4, List{6}}}}));
  EXPECT_EQ(after("remove a[1] set a[3] = :v", item, {{":v", "x"}}), (Item{{"a", List{0, 2, "x", 4, List{5, 6, 7}}}}));
  EXPECT_EQ(after("set a[9] = :v remove a[5], a[6], a[7]", item, {{":v", "x"}}),
            (Item{{"a", List{0, 1, 2, 3, 4, "x"}}}));
  EXPECT_EQ(after("remove a[0] set a[5][1] = :v", item, {{":v", "x"}}),
            (Item{{"a", List{1, 2, 3, 4, List{5, "x", 7}}}}));
}

TEST(Update, removes_what_is_there_and_ignores_what_is_not) {
  const Item item{{"a", 1}, {"m", AttributeMap{{"x", 1}}}, {"l", List{1}}};
  EXPECT_EQ(after("remove a, b, m.y, l[7]", item), (Item{{"m", AttributeMap{{"x", 1}}}, {"l", List{1}}}));
  EXPECT_EQ(after("remove m.x, l[0]", item), (Item{{"a", 1}, {"m", AttributeMap{}}, {"l", List{}}}));
  for (const auto* text : {"remove b.x", "remove b[0]", "remove a.x", "remove a[0]", "remove m[0]", "remove l.x"}) {
    EXPECT_EQ(after(text, item), wrong_path) << text;
  }
}

TEST(Update, adds_numbers_and_members) {
  EXPECT_EQ(after("add a :one, b :one, m.c :one", {{"a", 2}, {"m", AttributeMap{}}}, {{":one", 1}}),
            (Item{{"a", 3}, {"b", 1}, {"m", AttributeMap{{"c", 1}}}}));
  EXPECT_EQ(after("add a :s, b :s", {{"a", StringSet{"b", "d"}}}, {{":s", StringSet{"a", "b", "c"}}}),
            (Item{{"a", StringSet{"a", "b", "c", "d"}}, {"b", StringSet{"a", "b", "c"}}}));
  EXPECT_EQ(after("add a :s", {{"a", NumberSet{Number(1)}}}, {{":s", NumberSet{Number(1), Number(2)}}}),
            (Item{{"a", NumberSet{Number(1), Number(2)}}}));
  EXPECT_EQ(after("add l[3] :one", {{"l", List{1}}}, {{":one", 1}}), (Item{{"l", List{1, 1}}}));
  EXPECT_EQ(after("add a :one", {{"a", "x"}}, {{":one", 1}}), wrong_type);
  EXPECT_EQ(after("add a :s", {{"a", StringSet{"a"}}}, {{":s", NumberSet{Number(1)}}}), wrong_type);
  EXPECT_EQ(after("add a :s", {{"a", List{1}}}, {{":s", NumberSet{Number(1)}}}), wrong_type);
  EXPECT_EQ(after("add a.b :one", {{"a", 1}}, {{":one", 1}}), wrong_path);
}

TEST(Update, deletes_members_and_the_set_with_the_last) {
  const Item item{{"a", StringSet{"a", "b", "c"}}, {"l", List{1, BinarySet{{"x"}}, 3}}};
  EXPECT_EQ(after("delete a :s, b :s", item, {{":s", StringSet{"b", "x"}}}).find("a")->get<StringSet>()->size(), 2U);
  EXPECT_FALSE(after("delete a :s", item, {{":s", StringSet{"a", "b", "c"}}}).contains("a"));
  EXPECT_EQ(*after("delete l[1] :s set l[2] = :n", item, {{":s", BinarySet{{"x"}}}, {":n", 9}}).find("l"),
            AttributeValue(List{1, 9}));
  EXPECT_EQ(after("delete a :s", item, {{":s", NumberSet{Number(1)}}}), wrong_type);
  EXPECT_EQ(after("delete l :s", item, {{":s", NumberSet{Number(1)}}}), wrong_type);
  EXPECT_EQ(after("delete b.c :s", item, {{":s", StringSet{"a"}}}), wrong_path);
}

TEST(Update, of_an_absent_item) {
  const Item key{{"p", "k"}};
  EXPECT_EQ(after("set n = p", key, {}, ItemWas::absent), (Item{{"p", "k"}, {"n", "k"}}));
  EXPECT_EQ(after("remove x.y, z[0]", key, {}, ItemWas::absent), key);
  EXPECT_EQ(after("delete x.y :s", key, {{":s", StringSet{"a"}}}, ItemWas::absent), key);
  EXPECT_EQ(after("set x.y = :v", key, {{":v", 1}}, ItemWas::absent), wrong_path);
  EXPECT_EQ(after("set x = y", key, {}, ItemWas::absent), not_there);
  const auto creates = [](std::string_view text, AttributeMap values = {}) {
    auto placeholders = Substitutes{.values = std::move(values)}.placeholders();
    return parse_update(text, placeholders)->creates_item();
  };
  EXPECT_TRUE(creates("set a = b") && creates("add a :n", {{":n", 1}}) && creates("remove a set b = c"));
  EXPECT_FALSE(creates("remove a") || creates("delete a :s", {{":s", StringSet{"a"}}}));
  EXPECT_TRUE(Update().creates_item());
}

TEST(Update, gives_back_the_parts_it_touched) {
  const auto touched = [](std::string_view text, const Item& item) {
    auto placeholders = Substitutes{.values = {{":v", 1}}}.placeholders();
    return parse_update(text, placeholders)->touched_parts(item);
  };
  const Item item{{"a", AttributeMap{{"b", "x"}, {"c", List{1, 2, 3}}}}, {"d", "y"}};
  EXPECT_EQ(touched("set a.c[1] = :v, a.b = :v", item), (Item{{"a", AttributeMap{{"b", "x"}, {"c", List{2}}}}}));
  EXPECT_EQ(touched("remove a.c[1], a.c[3]", item), (Item{{"a", AttributeMap{{"c", List{2}}}}}));
  EXPECT_EQ(touched("set a.c[100] = :v, e = :v", item), Item());
  EXPECT_EQ(touched("remove d", item), (Item{{"d", "y"}}));
  EXPECT_EQ(Update().touched_parts(item), Item());
}

}  // namespace
}  // namespace penstock::item
