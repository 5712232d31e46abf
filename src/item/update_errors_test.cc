// What AWS refuses in updates, in its words and its order.
#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

TEST(UpdateErrors, of_syntax) {
  for (const auto* text : {"whatever",
                           "set a",
                           "add a",
                           "delete a",
                           "set a=set",
                           "remove a = b",
                           "add a = b",
                           "delete a = b",
                           "delete a b",
                           "delete a if_not_exist(b)",
                           "add abort b",
                           "add a if_not_exist(b)",
                           "remove a b",
                           "set a b",
                           "set :a = b",
                           "add :a b",
                           "delete :a b",
                           "remove :a",
                           "set a = b / c",
                           "set a = b * c",
                           "set a[1] = \"eight\"",
                           "set a[1] = 1",
                           "SET a = if_not_exist(a, 100)",
                           "SET if_not_exist(a, b) = a",
                           "set (a = (b + c))",
                           "set a = (b.c).d + e",
                           "set a = (b.c)[0] + e",
                           "set a = b + c + d",
                           "set a = (b + c) + d",
                           "set a = b - c + d",
                           "set a = b,",
                           "set a = b set",
                           "set a = b, remove c",
                           "remove a, set b = c",
                           "set",
                           " ",
                           "set a = f(b + c)",
                           "set a = _f(b)",
                           "set a = b remove",
                           "set a.b.c",
                           "set a[:x] = b",
                           "set a[#x] = b",
                           "add a b.c",
                           "set a = :",
                           "set # = :v",
                           "set a = b)",
                           "set a = (b",
                           "set a = b and c",
                           "remove a[",
                           "set a = f()",
                           "set 123 = :v",
                           "set hi-there = :v",
                           "set hi$there = :v",
                           "set !a = :v",
                           "set _a = :v"}) {
    EXPECT_TRUE(update_error(text).starts_with("Syntax error; ")) << text << ": " << update_error(text);
  }
  EXPECT_EQ(update_error(""), "The expression can not be empty;");
}

TEST(UpdateErrors, name_the_token) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases = {
      {"INVALID SYNTAX HERE", "INVALID", "INVALID SYNTAX"},
      {"ADD hits : incr", ":", "hits : incr"},
      {"SET attrName = 3", "3", "= 3"},
      {"SET attrName = 34", "34", "= 34"},
      {"SET MyStr[ 3", "<EOF>", "3"},
      {"SET MyStr[ 3 ", "<EOF>", "3 "},
      {"SET MyStr[3 )", ")", "3 )"},
      {"SET MyStr[3)", ")", "3)"},
      {"SET 2", "2", "SET 2"},
      {"2", "2", "2"},
      {"SET )", ")", "SET )"},
      {"SET ) 3", ")", "SET ) 3"},
      {"SET MyStr = (:_val ", "<EOF>", ":_val "},
      {"SET MyStr = [:_val  ", "[", "= [:_val"},
      {"SET MyStr = (:_val + (:val2", "<EOF>", ":val2"},
      {"SET MyStr = ):_val + :val2", ")", "= ):_val"},
      {"  RESET NonExistent value", "RESET", "  RESET NonExistent"},
      {"RESET", "RESET", "RESET"},
      {"SET a [  [2] ]. b = 5", "[", "[  [2"},
      {"SET a [2 1]. b = 5", "1", "2 1]"},
      {"SET a . b = 5", "5", "= 5"},
      {"SET #a a = 5", "a", "#a a ="},
      {"SET MyStr = NoExist + + :_val ", "+", "+ + :_val"},
      {"REMOVE NoExist + ", "+", "NoExist + "},
      {"ADD attr val foobar", "val", "attr val foobar"},
      {"ADD attr :val foobar", "foobar", ":val foobar"},
      {"DELETE attr val", "val", "attr val"},
      {"SET path = VALUE 1", "1", "VALUE 1"},
      {"REMOVE if_not_exists(a,b)", "(", "if_not_exists(a"},
      {"SET _123 = :val1", "_", "SET _123"},
  };
  for (const auto& [text, token, near] : cases) {
    EXPECT_EQ(update_error(text), "Syntax error; token: \"" + std::string(token) + "\", near: \"" + near + "\"");
  }
}

TEST(UpdateErrors, of_names_functions_and_clauses) {
  EXPECT_EQ(update_error(" set #c = :c set abOrt = true "),
            "Attribute name is a reserved keyword; reserved keyword: abOrt");
  EXPECT_EQ(update_error(" remove Absolute "), "Attribute name is a reserved keyword; reserved keyword: Absolute");
  EXPECT_EQ(update_error("set #c = if_not_exist(:c) set c = d"), "Invalid function name; function: if_not_exist");
  EXPECT_EQ(update_error("set a = size(b)"), "The function is not allowed in an update expression; function: size");
  for (const auto* text : {"set a = list_append(list_append(b, c), d)", "set a = if_not_exists(b, list_append(c, d))",
                           "set a = list_append(b, c) + d"}) {
    EXPECT_EQ(update_error(text),
              "The function is not allowed to be used this way in an expression; function: list_append");
  }
  for (const auto& [text, clause] : {std::pair{"set a = #c set c = :d", "SET"},
                                     {"remove #d set a = b remove e", "REMOVE"},
                                     {"add #d :e set a = b add e :f", "ADD"},
                                     {"delete #d :e set a = b delete #e :f", "DELETE"}}) {
    EXPECT_EQ(update_error(text),
              "The \"" + std::string(clause) + "\" section can only be used once in an update expression;");
  }
  EXPECT_EQ(update_error("SET #c = if_not_exists(:c)"),
            "An expression attribute name used in the document path is not defined; attribute name: #c");
  EXPECT_EQ(update_error("SET a = if_not_exists(:c)"),
            "An expression attribute value used in expression is not defined; attribute value: :c");
  EXPECT_EQ(update_error("set a = ((b))"), "The expression has redundant parentheses;");
}

TEST(UpdateErrors, of_paths_that_meet) {
  const Substitutes with{.names = {{"#c", "c"}, {"#d", "[3]"}}};
  const std::vector<std::tuple<const char*, std::string, std::string>> overlaps = {
      {"set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)", "[c, [1], a]", "[c]"},
      {"set c.b.#c = a, c = a, #d = a", "[c, b, c]", "[c]"},
      {"set a = b remove a, #c, #d", "[a]", "[a]"},
      {"set #c[3].#d = a, #c[3] = a", "[c, [3], [3]]", "[c, [3]]"},
      {"remove c, #c.a, #d", "[c]", "[c, a]"},
      {"remove a, #c, a, #d", "[a]", "[a]"},
      {"SET a.b = a, a.b.c.d.e = a", "[a, b]", "[a, b, c, d, e]"},
      {"SET a[1] = b, a = b", "[a, [1]]", "[a]"},
  };
  for (const auto& [text, one, two] : overlaps) {
    EXPECT_EQ(update_error(text, with),
              "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: " +
                  one + ", path two: " + two);
  }
  const std::vector<std::tuple<const char*, std::string, std::string>> conflicts = {
      {"set #c[3].#d = a, #c.#d[3] = if_not_exists(a)", "[c, [3], [3]]", "[c, [3], [3]]"},
      {"remove a.#c set a[1] = #d", "[a, c]", "[a, [1]]"},
      {"SET a.b.c = d, a.b[2] = d", "[a, b, c]", "[a, b, [2]]"},
  };
  for (const auto& [text, one, two] : conflicts) {
    EXPECT_EQ(update_error(text, with),
              "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: " +
                  one + ", path two: " + two);
  }
  EXPECT_EQ(update_error("set a.b = c, a.c[1].d = e, a.c[0] = f remove a.c[1].e, g[0]"), "");
}

TEST(UpdateErrors, of_what_add_and_delete_are_given) {
  const std::vector<std::pair<AttributeValue, std::string>> types = {
      {"a", "STRING"},         {Null{}, "NULL"},        {true, "BOOLEAN"},
      {Binary{"a"}, "BINARY"}, {AttributeMap{}, "MAP"}, {List{}, "LIST"},
  };
  for (const auto& [value, name] : types) {
    for (const std::string clause : {"add", "delete"}) {
      EXPECT_EQ(update_error("set b = list_append(b, a), c = if_not_exists(a) " + clause + " a.b :a",
                             {.values = {{":a", value}}}),
                "Incorrect operand type for operator or function; operator: " +
                    std::string(clause == "add" ? "ADD" : "DELETE") + ", operand type: " + name);
    }
  }
  EXPECT_EQ(update_error("delete a :a", {.values = {{":a", 1}}}),
            "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER");
  EXPECT_EQ(update_error("add a :a", {.values = {{":a", 1}}}), "");
  EXPECT_EQ(update_error("add a :a delete b :a", {.values = {{":a", StringSet{"x"}}}}), "");
}

TEST(UpdateErrors, of_operands) {
  for (const auto& [text, name] :
       {std::pair{"set a = if_not_exists(c)", "if_not_exists"}, {"set a = list_append(c)", "list_append"}}) {
    EXPECT_EQ(update_error(text), "Incorrect number of operands for operator or function; operator or function: " +
                                      std::string(name) + ", number of operands: 1");
  }
  for (const auto* text : {"set a = if_not_exists(:a, c)", "set a = if_not_exists(if_not_exists(a, b), c)"}) {
    EXPECT_EQ(update_error(text, {.values = {{":a", "x"}}}),
              "Operator or function requires a document path; operator or function: if_not_exists");
  }
  const std::vector<std::pair<AttributeValue, std::string>> values = {
      {"a", "S"},
      {Binary{"a"}, "B"},
      {true, "BOOL"},
      {Null{}, "NULL"},
      {StringSet{"a"}, "SS"},
      {NumberSet{Number(1)}, "NS"},
      {BinarySet{{"a"}}, "BS"},
      {AttributeMap{}, "M"},
  };
  for (const auto& [value, type] : values) {
    for (const auto& [text, name] : {std::pair{"set a = list_append(:a, a)", "list_append"},
                                     {"set a = list_append(a, :a)", "list_append"},
                                     {"set a = a + :a", "+"},
                                     {"set a = (:a) - b", "-"}}) {
      EXPECT_EQ(update_error(text, {.values = {{":a", value}}}),
                "Incorrect operand type for operator or function; operator or function: " + std::string(name) +
                    ", operand type: " + type);
    }
  }
  for (const auto* text : {"set a = if_not_exists(a, b) + b", "set a = if_not_exists(a, if_not_exists(a, b))",
                           "set a = (b + c)", "set a = ((b.c.d)+(e))", "set a = (b) + c", "set a = (b)",
                           "set a = list_append(if_not_exists(b, c), d)", "  sEt   a=b  "}) {
    EXPECT_EQ(update_error(text), "") << text;
  }
}

TEST(UpdateErrors, of_size) {
  std::string text = "set a = b";
  for (int i = 0; i < 301; ++i) text += ",a" + std::to_string(i) + "=b+c";
  EXPECT_EQ(update_error(text), "The expression contains too many operators; operator count: 301");
  EXPECT_EQ(update_error("remove a" + std::string(4089, 'a')),
            "Expression size has exceeded the maximum allowed size; expression size: 4097");
}

}  // namespace
}  // namespace penstock::item
