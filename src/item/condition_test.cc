#include "item/condition.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

const Item& sample() {
  static const Item item{
      {"s", "hello"},
      {"n", 5},
      {"b", Binary{"\x01\x80"}},
      {"t", true},
      {"z", Null{}},
      {"ss", StringSet{"a", "b", "c"}},
      {"ns", NumberSet{Number(1), Number(2)}},
      {"bs", BinarySet{{"x"}, {"y"}}},
      {"l", List{1, "two", List{3, 4}, AttributeMap{{"k", "v"}}, StringSet{"p", "q"}}},
      {"m", AttributeMap{{"a", 1}, {"b", AttributeMap{{"c", List{10, 20}}}}, {"1", "digit"}}},
      {"blank", ""},
      {"music", "\xc3\xa9\xf0\x9d\x84\x9e"},  // é and a character outside of the basic plane
  };
  return item;
}

bool holds(std::string_view text, AttributeMap values = {}, AttributeNames names = {}) {
  auto placeholders = Substitutes{.names = std::move(names), .values = std::move(values)}.placeholders();
  const auto condition = parse_condition(ExpressionKind::condition, text, placeholders);
  EXPECT_TRUE(condition) << text << ": " << error_of(condition);
  return condition && condition->matches(sample());
}

TEST(Condition, compares_within_a_type) {
  EXPECT_TRUE(holds("n = :v", {{":v", *Number::parse("5.00")}}));
  EXPECT_TRUE(holds("n < :v", {{":v", 10}}));
  EXPECT_TRUE(holds("n <= :v", {{":v", 5}}));
  EXPECT_FALSE(holds("n > :v", {{":v", 5}}));
  EXPECT_TRUE(holds("n >= :v", {{":v", 5}}));
  EXPECT_TRUE(holds("s < :v", {{":v", "help"}}));
  EXPECT_TRUE(holds(":v < s", {{":v", "Hello"}}));
  EXPECT_TRUE(holds("b > :v", {{":v", Binary{"\x01\x7f"}}}));
  EXPECT_TRUE(holds("ss = :v", {{":v", StringSet{"a", "b", "c"}}}));
  EXPECT_TRUE(holds("m.b = :v", {{":v", AttributeMap{{"c", List{10, 20}}}}}));
  EXPECT_FALSE(holds("l[2] = :v", {{":v", List{4, 3}}}));
  EXPECT_TRUE(holds("l[0] = m.a"));
}

TEST(Condition, across_types_only_unequal_holds) {
  EXPECT_FALSE(holds("n = :v", {{":v", "5"}}));
  EXPECT_TRUE(holds("n <> :v", {{":v", "5"}}));
  for (const auto* text : {"n < :v", "n <= :v", "n > :v", "n >= :v"}) EXPECT_FALSE(holds(text, {{":v", "5"}})) << text;
  EXPECT_FALSE(holds("l < n"));
  EXPECT_FALSE(holds("t <= n or t >= n"));
  EXPECT_FALSE(holds("n between s and b"));
}

TEST(Condition, with_what_is_not_there_only_unequal_holds) {
  EXPECT_TRUE(holds("nil <> :v", {{":v", 1}}));
  EXPECT_TRUE(holds("nil <> nothing"));
  for (const auto* text :
       {"nil = nothing", "nil < nothing", "nil >= nothing", "nil between n and s", "n between nil and l[0]",
        "nil in (nil2, n)", "contains(nil, s)", "contains(s, nil)", "begins_with(nil, nothing)", "size(nil) = n",
        "size(n) = n", "m.x = n", "l[5] = n", "l.a = n", "m[0] = n", "s.x = n"}) {
    EXPECT_FALSE(holds(text)) << text;
    EXPECT_TRUE(holds("not " + std::string(text))) << text;
  }
  EXPECT_TRUE(holds("size(n) <> n"));
  EXPECT_FALSE(holds("attribute_type(nil, :t)", {{":t", "S"}}));
}

TEST(Condition, exists_and_does_not) {
  EXPECT_TRUE(holds("attribute_exists(z) and attribute_not_exists(nil)"));
  EXPECT_TRUE(holds("attribute_exists(m.b.c[1]) and attribute_not_exists(m.b.c[2])"));
  EXPECT_TRUE(holds("attribute_exists(l[3].k)"));
  EXPECT_TRUE(holds("attribute_exists(m.#1)", {}, {{"#1", "1"}}));
  EXPECT_FALSE(holds("attribute_exists(#d)", {}, {{"#d", "m.a"}}));
}

TEST(Condition, knows_types) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"s", "S"},   {"n", "N"},   {"b", "B"},   {"t", "BOOL"}, {"z", "NULL"},
      {"ss", "SS"}, {"ns", "NS"}, {"bs", "BS"}, {"l", "L"},    {"m", "M"},
  };
  for (const auto& [name, type] : cases) {
    for (const auto& [other_name, other] : cases) {
      EXPECT_EQ(holds("attribute_type(" + name + ", :t)", {{":t", other}}), type == other) << name << " " << other;
    }
  }
  EXPECT_TRUE(holds("attribute_type(:v, :t)", {{":t", "N"}, {":v", 1}}));
}

TEST(Condition, begins_with_a_prefix_of_its_type) {
  EXPECT_TRUE(holds("begins_with(s, :p)", {{":p", "hell"}}));
  EXPECT_TRUE(holds("begins_with(s, :p)", {{":p", ""}}));
  EXPECT_TRUE(holds("begins_with(:p, s)", {{":p", "hello there"}}));
  EXPECT_FALSE(holds("begins_with(s, :p)", {{":p", Binary{"hell"}}}));
  EXPECT_TRUE(holds("begins_with(b, :p)", {{":p", Binary{"\x01"}}}));
  EXPECT_FALSE(holds("begins_with(n, :p)", {{":p", "5"}}));
}

TEST(Condition, contains_a_part_an_element_or_a_member) {
  EXPECT_TRUE(holds("contains(s, :v)", {{":v", "ell"}}));
  EXPECT_TRUE(holds("contains(b, :v)", {{":v", Binary{"\x80"}}}));
  EXPECT_FALSE(holds("contains(b, :v)", {{":v", StringSet{"x"}}}));
  EXPECT_TRUE(holds("contains(ss, :v)", {{":v", "b"}}));
  EXPECT_FALSE(holds("contains(ss, :v)", {{":v", StringSet{"b"}}}));
  EXPECT_TRUE(holds("contains(ns, :v)", {{":v", *Number::parse("2.0")}}));
  EXPECT_FALSE(holds("contains(ns, :v)", {{":v", "2"}}));
  EXPECT_TRUE(holds("contains(bs, :v)", {{":v", Binary{"y"}}}));
  EXPECT_TRUE(holds("contains(l, :v)", {{":v", "two"}}));
  EXPECT_TRUE(holds("contains(l, :v)", {{":v", List{3, 4}}}));
  EXPECT_TRUE(holds("contains(l, :v)", {{":v", StringSet{"p", "q"}}}));
  EXPECT_FALSE(holds("contains(m, :v)", {{":v", "a"}}));
  EXPECT_FALSE(holds("contains(n, n2)"));
}

TEST(Condition, measures) {
  const std::vector<std::pair<std::string, int>> cases = {{"s", 5}, {"b", 2}, {"ss", 3},    {"ns", 2},    {"bs", 2},
                                                          {"l", 5}, {"m", 3}, {"m.b.c", 2}, {"blank", 0}, {"music", 3}};
  for (const auto& [path, length] : cases) {
    EXPECT_TRUE(holds("size(" + path + ") = :n", {{":n", length}})) << path;
    EXPECT_TRUE(holds("(size(" + path + ")) < :n", {{":n", length + 1}})) << path;
  }
  EXPECT_TRUE(holds("size(s) = n"));
  EXPECT_TRUE(holds("size(:v) in (n, size(ss))", {{":v", "abc"}}));
  EXPECT_FALSE(holds("size(s) = :v", {{":v", "5"}}));
}

TEST(Condition, is_between_and_in) {
  EXPECT_TRUE(holds("n between :a and :b", {{":a", 5}, {":b", 5}}));
  EXPECT_TRUE(holds("s between :a and :b", {{":a", "h"}, {":b", "i"}}));
  EXPECT_FALSE(holds("n between :a and :b", {{":a", 6}, {":b", 7}}));
  EXPECT_TRUE(holds("n in (s, t, :a)", {{":a", 5}}));
  EXPECT_TRUE(holds("l in (:a, l[0], :b)", {{":a", 1}, {":b", *sample().find("l")}}));
  EXPECT_FALSE(holds("n in (s)"));
}

TEST(Condition, binds_not_before_and_before_or) {
  const AttributeMap values{{":t", true}, {":f", false}};
  EXPECT_TRUE(holds("t = :t or t = :f and t = :f", values));
  EXPECT_FALSE(holds("(t = :t or t = :f) and t = :f", values));
  EXPECT_FALSE(holds("not t = :t and t = :f", values));
  EXPECT_TRUE(holds("not (t = :t and t = :f)", values));
  EXPECT_TRUE(holds("nOt NOT not NOT t = :t", {{":t", true}}));
  EXPECT_TRUE(holds("n between :a and :b aNd s = :c", {{":a", 1}, {":b", 9}, {":c", "hello"}}));
  EXPECT_TRUE(holds("t = :f or t = :f or t = :t", values));
  EXPECT_TRUE(holds("t = :t and not t = :f or t = :f", values));
}

TEST(Condition, of_nothing_holds) { EXPECT_TRUE(Condition().matches({})); }

TEST(Condition, gives_its_paths) {
  auto placeholders = Substitutes{.names = {{"#a", "x.y"}}}.placeholders();
  const auto condition = parse_condition(ExpressionKind::filter, "#a = b.c[2] and attribute_exists(d)", placeholders);
  ASSERT_TRUE(condition);
  std::vector<std::string> paths;
  condition->expression().for_each_path([&](PathView path) { paths.push_back(path_text(path)); });
  EXPECT_EQ(paths, (std::vector<std::string>{"[x.y]", "[b, c, [2]]", "[d]"}));
}

}  // namespace
}  // namespace penstock::item
