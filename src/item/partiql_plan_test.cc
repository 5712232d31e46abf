#include "item/partiql_plan.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item::partiql {
namespace {

const KeySchema schema{.partition = {"pk"}, .sort = KeyAttribute{"sk"}};

Statement parse(const std::string& text) {
  auto statement = parse_statement(text, {});
  EXPECT_TRUE(statement) << text << ": " << error_of(statement);
  return statement ? *std::move(statement) : Statement();
}

Result<SelectPlan> plan(const std::string& where) {
  return plan_select(parse("SELECT * FROM t WHERE " + where), schema);
}

std::string error_in(const std::string& where) { return error_of(plan(where)); }

std::string text_of(const AttributeValue& value) {
  const auto* text = value.get<std::string>();
  return text != nullptr ? *text : "?";
}

// "p = 1, p > 2", or "scan".
std::string reads_of(const std::string& where) {
  const auto planned = plan(where);
  if (!planned) return planned.error().message;
  if (planned->reads.empty()) return "scan";
  constexpr std::array names = {"=", "<", "<=", ">", ">=", "between", "begins"};
  std::string text;
  for (const auto& read : planned->reads) {
    text += (text.empty() ? "" : ", ") + text_of(read.partition);
    if (!read.sort) continue;
    text += std::string(" ") + names[static_cast<std::size_t>(read.sort->op)] + " " + text_of(read.sort->value);
    if (read.sort->op == KeyOperator::between) text += "-" + text_of(read.sort->upper);
  }
  return text;
}

std::string in_values(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "'v" : ",'v") + std::to_string(i) + "'";
  return text;
}

TEST(PartiqlPlan, reads_partitions_and_ranges) {
  EXPECT_EQ(reads_of("pk = 'p'"), "p");
  EXPECT_EQ(reads_of("'p' = pk AND sk >= '1'"), "p >= 1");
  EXPECT_EQ(reads_of("pk = 'p' AND '1' > sk"), "p < 1");
  EXPECT_EQ(reads_of("(pk='p' AND sk='1') AND flag='x'"), "p = 1");
  EXPECT_EQ(reads_of("pk IN ['p','q'] AND begins_with(sk, 'x')"), "p begins x, q begins x");
  EXPECT_EQ(reads_of("pk='p' AND sk BETWEEN '1' AND '2'"), "p between 1-2");
  EXPECT_EQ(reads_of("pk='p' AND sk > '1' AND sk <= '5'"), "p between 1-5");
  EXPECT_EQ(reads_of("pk='p' AND (sk='1' OR sk='2')"), "p = 1, p = 2");
  EXPECT_EQ(reads_of("pk='p' AND sk IN ['1','2']"), "p = 1, p = 2");
  EXPECT_EQ(reads_of("pk='p' AND (sk < '1' OR sk > '1' OR sk='1')"), "p < 1, p > 1, p = 1");
  EXPECT_EQ(reads_of("pk='p' AND sk > '0' AND sk='1'"), "p = 1");
  EXPECT_EQ(reads_of("pk='p' AND (flag='a' OR flag='b')"), "p");
  EXPECT_EQ(reads_of("(pk='p' AND a=1) OR (pk='q' AND sk='2')"), "p, q = 2");
  for (const auto* where :
       {"NOT sk='1'", "sk <> '1'", "attribute_exists(pk)", "pk='p'", "sk = pk", "sk IN ['1', pk]"}) {
    EXPECT_EQ(reads_of("pk='p' AND " + std::string(where)), "p") << where;
  }
}

TEST(PartiqlPlan, scans_where_no_partition_is_fixed) {
  for (const auto* where :
       {"flag = 'x'", "pk > 'a'", "pk > 1", "NOT pk = 'p'", "pk <> 'p'", "pk='p' OR sk='1'", "pk='p' AND pk='q'",
        "pk='p' AND (pk='q' OR zz='1')", "(pk='p' AND a=1) OR b=1", "begins_with(pk, 'p')", "pk.x = 'p'"}) {
    EXPECT_EQ(reads_of(where), "scan") << where;
  }
  EXPECT_TRUE(plan_select(parse("SELECT * FROM t"), schema)->reads.empty());
  EXPECT_EQ(reads_of("pk IN [" + in_values(51) + "] OR flag='one'"), "scan");
}

TEST(PartiqlPlan, refuses_what_overlaps) {
  for (const auto* where : {"pk IN ['p','p']", "pk='p' OR pk='p'", "pk='p' AND (sk > '0' OR sk < '5')",
                            "pk='p' AND (sk='1' OR flag='two')", "(pk='p' AND flag='one') OR (pk='p' AND flag='two')",
                            "pk='p' AND (begins_with(sk,'a') OR sk='ab')", "pk='p' AND (sk <= '1' OR sk >= '1')"}) {
    EXPECT_EQ(error_in(where), "Overlapping conditions with range keys are not supported in where clause") << where;
  }
  for (const auto* where : {"pk='p' AND (sk < '1' OR sk >= '1')", "pk='p' AND (begins_with(sk,'a') OR sk='b')",
                            "pk='p' AND (sk BETWEEN '1' AND '3' OR sk > '3')"}) {
    EXPECT_EQ(error_in(where), "") << where;
  }
}

// One that excludes sort keys is no range; what it overlaps is read with it, as the whole partition.
TEST(PartiqlPlan, reads_a_partition_once_where_sort_keys_are_excluded) {
  for (const auto* where : {"pk='p' AND NOT sk='1' OR pk='p' AND sk='2'", "pk='p' AND sk <> '1' OR pk='p' AND sk='2'",
                            "pk='p' AND sk='1' OR pk='p' AND sk='2' OR pk='p' AND NOT sk IN ['1','3']",
                            "pk='p' OR pk='p' AND NOT begins_with(sk, 'x')"}) {
    EXPECT_EQ(reads_of(where), "p") << where;
  }
}

TEST(PartiqlPlan, refuses_too_many_reads) {
  for (const auto& where : {"pk IN [" + in_values(51) + "]", "pk='p' AND sk IN [" + in_values(51) + "]",
                            "pk IN [" + in_values(26) + "] AND sk IN ['1','2']",
                            "pk IN [" + in_values(100) + "] AND sk IN [" + in_values(100) + "]"}) {
    EXPECT_EQ(error_in(where), "Too many decomposed read operations for a given query.");
  }
  EXPECT_EQ(plan("pk IN [" + in_values(50) + "] AND flag IN [" + in_values(100) + "]")->reads.size(), 50U);
}

TEST(PartiqlPlan, refuses_values_of_another_type) {
  EXPECT_EQ(error_in("pk = 1 OR pk = 'p'"),
            "Key attribute's data type should match its data type in table's schema: Key pk");
  EXPECT_EQ(error_in("pk = 'p' AND sk IN ['1', 2]"),
            "Key attribute's data type should match its data type in table's schema: Key sk");
}

TEST(PartiqlPlan, orders_by_the_keys) {
  const auto ordered = [](const std::string& text) {
    return plan_select(parse("SELECT * FROM t WHERE " + text), schema);
  };
  EXPECT_TRUE(ordered("pk='p' ORDER BY sk DESC")->is_descending);
  EXPECT_FALSE(ordered("pk='p' ORDER BY sk")->is_descending);
  EXPECT_TRUE(ordered("pk='p' ORDER BY pk ASC")->is_descending);
  EXPECT_FALSE(plan("pk='p'")->is_descending);
  const auto both = *ordered("pk IN ['o', 'p'] ORDER BY pk DESC, sk ASC");
  EXPECT_EQ(both.reads[0].partition, AttributeValue("p"));
  EXPECT_FALSE(both.is_descending);
  const auto ranges = *ordered("pk = 'p' AND (sk > '5' OR sk < '2' OR sk = '3') ORDER BY sk");
  EXPECT_EQ(ranges.reads[0].sort->value, AttributeValue("2"));
  EXPECT_EQ(ranges.reads[2].sort->value, AttributeValue("5"));

  EXPECT_EQ(error_of(ordered("pk = 'o' ORDER BY Total DESC")),
            "Attribute Total in ORDER BY clause must be part of the primary key");
  EXPECT_EQ(error_of(ordered("pk > 'a' ORDER BY sk")),
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.");
  EXPECT_EQ(error_of(ordered("pk IN ['o', 'p'] ORDER BY sk DESC")),
            "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.");
}

TEST(PartiqlPlan, names_what_it_filters) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(plan("pk='y' AND b='1' AND (a='2' OR projattr='3')")->filtered, (Names{"a", "b", "projattr"}));
  EXPECT_EQ(plan("pk='y' AND (zz='1' OR aa='2' OR mm='3')")->filtered, (Names{"zz", "aa", "mm"}));
  EXPECT_EQ(plan("pk='y' AND NOT (n.x='1' OR sk='x') AND begins_with(n.y, 'z')")->filtered, Names{"n"});
  EXPECT_EQ(plan("(pk='y' OR pk='z') AND zz='1'")->filtered, Names{"zz"});
  EXPECT_EQ(plan("(pk='y' AND a='1') OR (pk='z' AND b='1')")->filtered, Names{"a"});
  EXPECT_EQ(plan("pk='y' AND sk='1'")->filtered, Names());
  EXPECT_EQ(plan("a='y'")->filtered, Names());
}

TEST(PartiqlPlan, knows_reads_of_one_item) {
  const auto key = [](const std::string& where) {
    return only_key_of(parse("SELECT * FROM t WHERE " + where), schema);
  };
  const Item expected{{"pk", "p"}, {"sk", "1"}};
  for (const auto* where : {"pk='p' AND sk='1'", "sk='1' AND pk='p'", "pk IN ['p'] AND sk IN ['1']",
                            "(pk IN ['p']) AND pk='p' AND (sk='1')"}) {
    EXPECT_EQ(key(where), expected) << where;
  }
  for (const auto* where : {"pk='p'", "pk='p' AND sk='1' AND a=1", "pk='p' AND sk='1' AND pk='q'", "pk='p' AND sk>'1'",
                            "pk IN ['p','q'] AND sk='1'", "pk='p' OR sk='1'"}) {
    EXPECT_EQ(key(where), std::nullopt) << where;
  }
}

TEST(PartiqlPlan, finds_the_item_that_is_written) {
  const auto key = [](const std::string& where) {
    return key_to_write(parse("UPDATE t SET a=1 WHERE " + where), schema);
  };
  EXPECT_EQ(*key("(pk='p' AND sk='1') AND flag='x'"), (Item{{"pk", "p"}, {"sk", "1"}}));
  EXPECT_EQ(*key("pk='p' AND sk='1' AND pk='p'"), (Item{{"pk", "p"}, {"sk", "1"}}));
  const std::string no_key = "Where clause does not contain a mandatory equality on all key attributes";
  for (const auto* where : {"pk='p'", "pk='p' AND sk>'1'", "pk IN ['p'] AND sk='1'", "(pk='p' AND sk='1') OR a=1",
                            "NOT (pk='p') AND sk='1'"}) {
    EXPECT_EQ(error_of(key(where)), no_key) << where;
  }
  EXPECT_EQ(error_of(key_to_write(parse("DELETE FROM t"), schema)), no_key);
  EXPECT_EQ(error_of(key("pk='p' AND sk='1' AND pk='q'")),
            "Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported");
  EXPECT_EQ(error_of(key("pk='p' AND sk=1")), "The provided key element does not match the schema");

  const auto exists =
      *fixed_key_of(parse("EXISTS(SELECT * FROM t WHERE pk='p' AND sk='1' AND pk='q' AND a=1)"), schema);
  EXPECT_EQ(exists.key, (Item{{"pk", "p"}, {"sk", "1"}}));
  EXPECT_EQ(exists.contradicted, "pk");
  EXPECT_TRUE(exists.says_more);
}

}  // namespace
}  // namespace penstock::item::partiql
