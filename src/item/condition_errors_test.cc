// What AWS refuses in conditions, in its words. The order of the checks shows where an expression breaks several rules.
#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string joined(std::string_view text, std::string_view separator, int times) {
  return std::string(text) + repeated(std::string(separator) + std::string(text), times - 1);
}

TEST(ConditionErrors, names_the_parameter) {
  Placeholders none;
  EXPECT_EQ(error_of(parse_condition(ExpressionKind::condition, "", none)),
            "Invalid ConditionExpression: The expression can not be empty;");
  EXPECT_EQ(error_of(parse_condition(ExpressionKind::filter, "", none)),
            "Invalid FilterExpression: The expression can not be empty;");
  EXPECT_EQ(error_of(parse_condition(ExpressionKind::key_condition, "", none)),
            "Invalid KeyConditionExpression: The expression can not be empty;");
}

TEST(ConditionErrors, of_syntax) {
  for (const auto* text : {"a",
                           "a b",
                           "a = ",
                           "= a",
                           "a = b c",
                           "a = b = c",
                           "(a = b",
                           "a = b)",
                           "()",
                           "a in b",
                           "a in b, c",
                           "a in ()",
                           "a in (b,c,)",
                           "a > between",
                           "between(a)",
                           "a between b",
                           "a between b or c",
                           "not",
                           "not a",
                           "a and b = c",
                           "a = b and c",
                           "a = b or",
                           "(a) and b = c",
                           "f(",
                           "f()",
                           "f(a",
                           "f(a b)",
                           "f(a,)",
                           "a.",
                           ".a",
                           "a..b",
                           "a.:b",
                           "a[b]",
                           "a[]",
                           "a[1",
                           "a[:b] > a",
                           "a[#b] > a",
                           "a[-1] = b",
                           "a[1.5] = b",
                           ":a.b = c",
                           ":a[0] = b",
                           "size(a).b > a",
                           "(size(a)).b > a",
                           "size(a)[0] > a",
                           "(size(a))[0] > a",
                           "a.(b.c) = d",
                           "_a = b",
                           "1a = b",
                           "a-b = c",
                           "a$b = c",
                           "a == b",
                           "a != b",
                           "a =< b",
                           "\"a\" = b",
                           "a = 'b'",
                           "a = true and",
                           "# = a",
                           "#$.b > a",
                           "a + b = c",
                           "a = b + c",
                           "attribute_exists(a-b)",
                           "attribute_exists(\"a.b\")",
                           "attribute_exists(a..b)",
                           "attribute_exists(a#b.c)",
                           "attribute_exists(a[b])",
                           "(a)between(b.(c.d))and(c)",
                           "(a)between(b.c.d)and((c)",
                           "(a)between(b.c[4.5].#d)and(:a)",
                           "a > :things.stuff",
                           "\xc3\xbc > a",
                           "a = b;",
                           "a.size(b) = c"}) {
    EXPECT_TRUE(condition_error(text).starts_with("Syntax error; ")) << text << ": " << condition_error(text);
  }
}

TEST(ConditionErrors, of_redundant_parentheses) {
  for (const auto* text :
       {"a=a and a > ((views))", "(a)between(((b.c)).d)and(c)", "a > whatever((:things), ((a)))",
        "a=a AND ((a=a AND a=a)) AND a=a", "a=a OR ((a=a OR a=a)) OR a=a", "a=a AND ((a=a AND (a=a AND a=a)))",
        "a=a OR ((a=a OR (a=a OR a=a)))", "((a = b))", "((f(a)))", "(((a)) = b)", "not ((a = b))"}) {
    EXPECT_EQ(condition_error(text), "The expression has redundant parentheses;") << text;
  }
  for (const auto* text : {"(a = b)", "((a) = (b))", "(a = b and (c = d))", "((a = b) or (c = d))", "(a.b).c = d",
                           "(not (a = b))", "(size(a)) > b", "(attribute_exists(a))", "a in ((b), c)"}) {
    EXPECT_EQ(condition_error(text), "") << text;
  }
}

TEST(ConditionErrors, of_functions_that_do_not_exist) {
  EXPECT_EQ(condition_error("a=a and whatever((:things)) > a"), "Invalid function name; function: whatever");
  EXPECT_EQ(condition_error("attRIbute_exIsts((views), #a)"), "Invalid function name; function: attRIbute_exIsts");
  EXPECT_EQ(condition_error("size(a) and what(b)"), "Invalid function name; function: what");
}

TEST(ConditionErrors, of_functions_in_the_wrong_place) {
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"a=a and attribute_exists((views), (#a)) > b", "attribute_exists"},
      {"attribute_not_exists(things) > b", "attribute_not_exists"},
      {"attribute_type(things, :a) > b", "attribute_type"},
      {"begins_with(things, a) > b", "begins_with"},
      {"contains(:things, c) > b", "contains"},
      {"size(contains(a, b)) > a", "contains"},
      {"size(things)", "size"},
      {"not size(things)", "size"},
      {"a = b and size(things)", "size"},
      {"size(things) or a = b", "size"},
      {"a between b and attribute_exists(things)", "attribute_exists"},
      {"a in (b, attribute_exists(things))", "attribute_exists"},
  };
  for (const auto& [text, name] : cases) {
    EXPECT_EQ(condition_error(text),
              "The function is not allowed to be used this way in an expression; function: " + name)
        << text;
  }
  EXPECT_EQ(condition_error("if_not_exists(a, b) = c"),
            "The function is not allowed in a condition expression; function: if_not_exists");
  EXPECT_EQ(condition_error("list_append(a, a)"),
            "The function is not allowed in a condition expression; function: list_append");
}

TEST(ConditionErrors, of_reserved_words) {
  EXPECT_EQ(condition_error("attribute_exists(views, #a)"),
            "Attribute name is a reserved keyword; reserved keyword: views");
  EXPECT_EQ(condition_error(":a < abOrT"), "Attribute name is a reserved keyword; reserved keyword: abOrT");
  EXPECT_EQ(condition_error("a.name = b"), "Attribute name is a reserved keyword; reserved keyword: name");
  EXPECT_EQ(condition_error("size = b and size(a) = c"),
            "Attribute name is a reserved keyword; reserved keyword: size");
  EXPECT_EQ(condition_error("remove = b"), "");
  EXPECT_EQ(condition_error("a.zones = #b", {.names = {{"#b", "zone"}}}), "");
}

TEST(ConditionErrors, of_undefined_placeholders) {
  const std::vector<std::pair<const char*, std::string>> names = {
      {"attribute_exists(#Pictures.RearView, :a) and a=a", "#Pictures"},
      {"begins_with(Pictures.#RearView)", "#RearView"},
      {"(#P between :lo and :hi) and (#PC in (:cat1, :cat2))", "#P"},
      {"#4g > a", "#4g"},
      {"#_ > a", "#_"},
      {"(a)between(b.c[45].#d)and(:a)", "#d"},
  };
  for (const auto& [text, name] : names) {
    EXPECT_EQ(condition_error(text),
              "An expression attribute name used in the document path is not defined; attribute name: " + name);
  }
  for (const auto& [text, value] : {std::pair{"begins_with(:hello, #a, #b)", ":hello"},
                                    {":a < :b", ":a"},
                                    {":_ > a", ":_"},
                                    {"a = b and c = :d and #e = f", ":d"}}) {
    EXPECT_EQ(
        condition_error(text),
        std::string("An expression attribute value used in expression is not defined; attribute value: ") + value);
  }
}

TEST(ConditionErrors, of_operand_counts) {
  const std::vector<std::tuple<const char*, std::string, int>> cases = {
      {"attribute_exists(things, a) and a=a", "attribute_exists", 2},
      {"attribute_not_exists(things, b)", "attribute_not_exists", 2},
      {"attribute_type(things)", "attribute_type", 1},
      {"begins_with(things)", "begins_with", 1},
      {"begins_with(things, size(a), b)", "begins_with", 3},
      {"contains(things)", "contains", 1},
      {"size(things, a) > b", "size", 2},
  };
  for (const auto& [text, name, count] : cases) {
    EXPECT_EQ(condition_error(text), "Incorrect number of operands for operator or function; operator or function: " +
                                         name + ", number of operands: " + std::to_string(count));
  }
}

TEST(ConditionErrors, of_operand_types) {
  const std::vector<std::tuple<const char*, std::string, AttributeValue>> cases = {
      {"attribute_type(a, size(a)) and a=a and a=:a", "attribute_type", 1},
      {"attribute_type(a, :a)", "attribute_type", Binary{"a"}},
      {"attribute_type(a, :a)", "attribute_type", true},
      {"attribute_type(a, :a)", "attribute_type", Null{}},
      {"attribute_type(a, :a)", "attribute_type", List{}},
      {"attribute_type(a, :a)", "attribute_type", AttributeMap{}},
      {"attribute_type(a, :a)", "attribute_type", StringSet{"1"}},
      {"begins_with(a, size(a)) and a=:a", "begins_with", 1},
      {"begins_with(a, :a)", "begins_with", true},
      {"begins_with(a, :a)", "begins_with", NumberSet{Number(1)}},
      {"begins_with(:a, a)", "begins_with", BinarySet{{"a"}}},
      {"begins_with(:a, a)", "begins_with", 1},
      {"size(size(a)) > :a", "size", 1},
      {"attribute_not_exists(size(:a))", "size", 1},
      {"size(:a) > a", "size", true},
      {"size(:a) > a", "size", Null{}},
      {"a < :a", "<", true},
      {"a <= :a", "<=", List{}},
      {":a > a", ">", Null{}},
      {"a >= :a", ">=", StringSet{"a"}},
      {"a between :a and b", "BETWEEN", true},
      {"a between b and :a", "BETWEEN", AttributeMap{}},
  };
  for (const auto& [text, name, value] : cases) {
    EXPECT_EQ(condition_error(text, {.values = {{":a", value}}}),
              "Incorrect operand type for operator or function; operator or function: " + name +
                  ", operand type: " + std::string(type_name(value.type())))
        << text;
  }
  EXPECT_EQ(condition_error("attribute_type(ab.bc[1].a, SS)"),
            "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: "
            "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
  EXPECT_EQ(condition_error("attribute_type(a, :a)", {.values = {{":a", "1"}}}),
            "Invalid attribute type name found; type: 1, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
  for (const auto* text : {"a = :a", "a <> :a", "a in (:a)", "contains(a, :a)", "contains(:a, a)", "size(:a) = a"}) {
    EXPECT_EQ(condition_error(text, {.values = {{":a", List{}}}}), "") << text;
  }
}

TEST(ConditionErrors, of_values_where_a_path_must_be) {
  for (const auto& [text, name] : {std::pair{"attribute_exists(:a) and a=a", "attribute_exists"},
                                   {"attribute_not_exists(size(:a))", "attribute_not_exists"}}) {
    EXPECT_EQ(condition_error(text, {.values = {{":a", "1"}}}),
              std::string("Operator or function requires a document path; operator or function: ") + name);
  }
}

TEST(ConditionErrors, of_equal_operands) {
  const std::vector<std::tuple<const char*, std::string, std::string>> cases = {
      {"a = a AND #a = b AND :views > a", "=", "[a]"},
      {"#a <> a", "<>", "[a]"},
      {"a > #a", ">", "[a]"},
      {"((a=a) OR (a=a))", "=", "[a]"},
      {"((a=a) AND (a=a))", "=", "[a]"},
      {"contains(ab.bc[1].a, ab.bc[1].#a)", "contains", "[ab, bc, [1], a]"},
      {"attribute_type(ab.bc[1].#a, ab.bc[1].a)", "attribute_type", "[ab, bc, [1], a]"},
      {"begins_with(ab.bc[1].a, ab.bc[1].#a)", "begins_with", "[ab, bc, [1], a]"},
      {"a between b and a", "BETWEEN", "[a]"},
      {"a in (b, a)", "IN", "[a]"},
  };
  for (const auto& [text, name, path] : cases) {
    EXPECT_EQ(
        condition_error(text, {.names = {{"#a", "a"}}}),
        "The first operand must be distinct from the remaining operands for this operator or function; operator: " +
            name + ", first operand: " + path);
  }
  EXPECT_EQ(condition_error(":a = :a", {.values = {{":a", 1}}}), "");
  EXPECT_EQ(condition_error("size(a) = size(a) and b between a and a"), "");
}

TEST(ConditionErrors, of_bounds) {
  EXPECT_EQ(condition_error("a between :b and :a", {.values = {{":a", "a"}, {":b", 1}}}),
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: "
            "AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}");
  EXPECT_EQ(
      condition_error("a between :b and :a", {.values = {{":a", "a"}, {":b", "b"}}}),
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: "
      "AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}");
  EXPECT_EQ(condition_error("a between :a and :a", {.values = {{":a", 10}}}), "");
  EXPECT_EQ(condition_error("a between :b and :a", {.values = {{":a", 10}, {":b", 9}}}), "");
}

TEST(ConditionErrors, of_size) {
  EXPECT_EQ(condition_error("a = " + std::string(4093, 'b')),
            "Expression size has exceeded the maximum allowed size; expression size: 4097");
  EXPECT_EQ(condition_error("a = " + std::string(4092, 'b')), "");
  EXPECT_EQ(condition_error(joined("a=b", " or ", 150)), "");
  EXPECT_EQ(condition_error(joined("a=b", " or ", 151)),
            "The expression contains too many operators; operator count: 301");
  EXPECT_EQ(condition_error(repeated("not ", 299) + "a=b"), "");
  EXPECT_EQ(condition_error(repeated("not ", 300) + "a=b"),
            "The expression contains too many operators; operator count: 301");
  EXPECT_EQ(condition_error(repeated("a<b and (", 400) + "a<b" + repeated(")", 400)),
            "The expression contains too many operators; operator count: 301");
  EXPECT_EQ(condition_error("a in (" + joined("b", ",", 101) + ")"),
            "The IN operator is provided with too many operands; number of operands: 101");
  EXPECT_EQ(condition_error("a in (" + joined("b", ",", 100) + ")"), "");
  EXPECT_EQ(condition_error("a" + repeated(".b", 31) + " = c"), "");
  EXPECT_EQ(condition_error("a" + repeated(".b", 32) + " = c"),
            "The document path has too many nesting levels; nesting levels: 33");
  EXPECT_EQ(condition_error("a[99999999999] = b"),
            "List index is not within the allowable range; index: [99999999999]");
}

TEST(ConditionErrors, end_in_bounded_recursion) {
  EXPECT_EQ(condition_error(std::string(4096, '(')), "The expression has redundant parentheses;");
  EXPECT_EQ(condition_error(repeated("f(", 2048)), "The expression has redundant parentheses;");
  EXPECT_TRUE(condition_error(repeated("not(", 1024)).starts_with("The expression"));
}

}  // namespace
}  // namespace penstock::item
