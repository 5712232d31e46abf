#include "item/partiql.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"
#include "item/partiql_lexer.h"

namespace penstock::item::partiql {
namespace {

using Parameters = std::vector<AttributeValue>;

Result<Statement> parse(std::string_view text, Parameters parameters = {}) {
  return parse_statement(text, std::move(parameters));
}
std::string error_in(std::string_view text, Parameters parameters = {}) {
  return error_of(parse(text, std::move(parameters)));
}

// Whether the item passes the condition.
bool passes(const std::string& where, const Item& item, Parameters parameters = {}) {
  const auto statement = parse("SELECT * FROM t WHERE " + where, std::move(parameters));
  EXPECT_TRUE(statement) << where << ": " << error_of(statement);
  return statement && statement->where->matches(item);
}

// The item after the clauses; the message in "error" when they fail.
Item after(const std::string& clauses, Item item, Parameters parameters = {}) {
  const auto statement = parse("UPDATE \"t\" " + clauses + " WHERE pk = 'p'", std::move(parameters));
  EXPECT_TRUE(statement) << clauses << ": " << error_of(statement);
  if (!statement) return {};
  const auto applied = statement->update.apply(item);
  return applied ? item : Item{{"error", applied.error().message}};
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(PartiqlLexer, parts_statements) {
  const std::string source = "SELECT/**/* FROM \"a\"\"b\".c -- x\nWHERE k='it''s' AND n>=-1.5e-3 OR l<<1>>!=?/*open";
  TokenReader reader(source);
  std::vector<std::string> tokens;
  while (!reader.at(TokenKind::end)) tokens.push_back(reader.content(reader.take()));
  EXPECT_EQ(tokens, (std::vector<std::string>{"SELECT", "*",    "FROM", "a\"b", ".",  "c", "WHERE",  "k",
                                              "=",      "it's", "AND",  "n",    ">=", "-", "1.5e-3", "OR",
                                              "l",      "<<",   "1",    ">>",   "!=", "?", "/*open"}));
  TokenReader lines("a\n  bcd");
  lines.take();
  EXPECT_EQ(lines.place(lines.peek()), "2:3:3");
}

TEST(Partiql, selects) {
  const auto all = *parse("select * from \"Music\".\"Index\" where Artist='A' order by Artist desc, Song;");
  EXPECT_EQ(all.kind, StatementKind::select);
  EXPECT_EQ(all.table, "Music");
  EXPECT_EQ(all.index, "Index");
  EXPECT_FALSE(all.columns);
  ASSERT_EQ(all.order.size(), 2U);
  EXPECT_TRUE(all.order[0].is_descending);
  EXPECT_FALSE(all.order[1].is_descending);

  const auto some = *parse("SELECT a, m.k[0], \"q r\".x FROM Music");
  EXPECT_FALSE(some.where);
  EXPECT_EQ(
      columns_of(some, {{"a", 1}, {"m", AttributeMap{{"k", List{"c"}}}}, {"q r", AttributeMap{{"x", 2}}}, {"b", 3}}),
      (Item{{"a", 1}, {"k[0]", "c"}, {"x", 2}}));
  EXPECT_EQ(columns_of(some, {{"b", 3}}), Item());
  EXPECT_EQ((*parse("SELECT l[-0] FROM t")).columns->front().name, "l[0]");
}

TEST(Partiql, inserts) {
  const auto statement = *parse(
      "INSERT INTO \"t\" value {'pk':?, 'n' : -1.5e-3, 'm':{'a': [1,'s', true, null], 'b':{}}, 's':<<'x','y'>>, "
      "'ns':<<1,34,4.5>>, 'q':'it''s'}",
      {"key"});
  EXPECT_EQ(statement.kind, StatementKind::insert);
  EXPECT_EQ(statement.item, (Item{{"pk", "key"},
                                  {"n", *Number::parse("-0.0015")},
                                  {"m", AttributeMap{{"a", List{1, "s", true, Null{}}}, {"b", AttributeMap{}}}},
                                  {"s", StringSet{"x", "y"}},
                                  {"ns", NumberSet{Number(1), *Number::parse("4.5"), Number(34)}},
                                  {"q", "it's"}}));
  EXPECT_EQ(parse("INSERT INTO t VALUE ?", {AttributeMap{{"pk", "p"}}})->item, (Item{{"pk", "p"}}));
}

TEST(Partiql, updates) {
  EXPECT_EQ(after("SET n=n-1", {{"n", 5}}), (Item{{"n", 4}}));
  EXPECT_EQ(after("SET n = n - - 2, l = [- 1] REMOVE o", {{"n", 1}, {"o", 1}}), (Item{{"n", 3}, {"l", List{-1}}}));
  EXPECT_EQ(after("SET a = ? SET b = c REMOVE d, e[0]", {{"c", 2}, {"d", 3}, {"e", List{1, 2}}}, {1}),
            (Item{{"a", 1}, {"b", 2}, {"c", 2}, {"e", List{2}}}));
  EXPECT_EQ(after("SET m.l = list_append(m.l, [3, <<'s'>>]) SET k = LIST_APPEND([0], k)",
                  {{"m", AttributeMap{{"l", List{1}}}}, {"k", List{1}}}),
            (Item{{"m", AttributeMap{{"l", List{1, 3, StringSet{"s"}}}}}, {"k", List{0, 1}}}));
  EXPECT_EQ(after("SET s = set_add(s, <<'b'>>) SET fresh = SET_ADD(fresh, <<1>>) SET rest = set_delete(rest, <<'x'>>)",
                  {{"s", StringSet{"a"}}, {"rest", StringSet{"x"}}}),
            (Item{{"s", StringSet{"a", "b"}}, {"fresh", NumberSet{Number(1)}}}));
  EXPECT_EQ(after("SET s = set_add(s, <<1>>)", {{"s", StringSet{"a"}}}),
            (Item{{"error", "An operand in the update expression has an incorrect data type"}}));
  EXPECT_EQ(after("SET a = list_append(a, [1])", {}),
            (Item{{"error", "The provided expression refers to an attribute that does not exist in the item"}}));
  EXPECT_EQ(after("SET a = if_not_exists(a, 1) + 1", {}), (Item{{"a", 2}}));
  EXPECT_EQ(parse("UPDATE t SET a=1 WHERE pk='p' RETURNING MODIFIED NEW *")->returning, Returning::modified_new);
  EXPECT_EQ(parse("DELETE FROM t WHERE pk='p' RETURNING ALL OLD *")->returning, Returning::all_old);
}

TEST(Partiql, conditions_hold) {
  const Item item{
      {"n", 1},         {"flag", "right"},         {"yes", true}, {"nul", Null{}}, {"m", AttributeMap{{"x", "y"}}},
      {"l", List{"a"}}, {"s", StringSet{"a", "b"}}};
  for (const auto* where : {"attribute_exists(nope) = false",
                            "true = attribute_exists(n)",
                            "attribute_exists(n) <> 1",
                            "contains(nope, 'z') = false",
                            "(n BETWEEN 0 AND 5) = true",
                            "(n = 5 OR flag = 'x') = false",
                            "attribute_exists(nope) IN [true, false]",
                            "attribute_exists(n) = attribute_exists(flag)",
                            "attribute_exists(n) = yes",
                            "attribute_exists(m.x) AND ATTRIBUTE_NOT_EXISTS (nope) AND attribute_exists(l[0])",
                            "n = - - 1",
                            "n BETWEEN - 2 AND +5 AND n IN [- 1, 1]",
                            "n IN (2, 1)",
                            "n NOT IN [2]",
                            "n NOT BETWEEN 2 AND 3",
                            "nul IS NULL",
                            "nope IS NOT NULL",
                            "nope IS MISSING",
                            "n IS NOT MISSING",
                            "NOT nope = 1",
                            "n != 2",
                            "begins_with(flag, 'ri')",
                            "size(s) > 1",
                            "contains(s, 'a')",
                            "attribute_type(n, 'N')",
                            "NOT NOT n = 1",
                            "s = <<'b','a'>>",
                            "m = {'x': 'y'}",
                            "n = 2 OR n = 1 AND flag = 'right'",
                            "n>-5"}) {
    EXPECT_TRUE(passes(where, item)) << where;
  }
  for (const auto* where :
       {"attribute_exists(n) = 1", "NOT attribute_exists(n) = true", "(attribute_exists(n) = true) = false",
        "attribute_exists(n) = flag", "(attribute_exists(nope) OR NOT attribute_exists(\"m\"))", "nope IS NULL",
        "nul IS NOT NULL", "n > -/* c */-1", "n = '1'", "nope < 1"}) {
    EXPECT_FALSE(passes(where, item)) << where;
  }
  EXPECT_TRUE(passes("n IN [?, 2] AND l = ?", item, {1, List{"a"}}));
}

TEST(Partiql, statements_that_are_not_well_formed) {
  const std::string malformed = "Statement wasn't well formed, can't be processed: ";
  EXPECT_EQ(error_in("SELECTT * FROMM \"t\""), malformed + "Expected data manipulation");
  EXPECT_EQ(error_in("SLECT * FROM t"), malformed + "Expected data manipulation");
  EXPECT_EQ(error_in("UPDATE t SET t=1 WHERE pk='minus' AND sk='1' garbage"),
            malformed + "Unexpected token after expression");
  EXPECT_EQ(error_in("SELECT * FROM \"t"), malformed);
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = 1 /* open"), malformed);
  for (const auto* text : {"",
                           "SELECT",
                           "SELECT FROM t",
                           "SELECT * FROM",
                           "SELECT a b FROM t",
                           "SELECT * FROM t WHERE",
                           "SELECT a[1.5] FROM t",
                           "SELECT a[x] FROM t",
                           "SELECT * FROM t WHERE a =",
                           "SELECT * FROM t WHERE a = 1 AND",
                           "SELECT * FROM t WHERE (a = 1",
                           "SELECT * FROM t WHERE n > -?",
                           "SELECT * FROM t WHERE n > -n",
                           "SELECT * FROM t WHERE a IN []",
                           "SELECT * FROM t WHERE a BETWEEN 1",
                           "SELECT * FROM t WHERE a IS 1",
                           "SELECT * FROM t WHERE a NOT 1",
                           "SELECT * FROM t WHERE size(a)",
                           "SELECT * FROM t WHERE a AND b = 1",
                           "SELECT * FROM t WHERE NOT a",
                           "SELECT * FROM t ORDER sk",
                           "INSERT t VALUE {}",
                           "INSERT INTO t VALUE [1]",
                           "INSERT INTO t VALUE {a:1}",
                           "INSERT INTO t VALUE {'a' 1}",
                           "INSERT INTO t VALUE {'a':1",
                           "UPDATE t WHERE a = 1",
                           "UPDATE t SET a WHERE b = 1",
                           "UPDATE t SET a = 1 RETURNING OLD *",
                           "DELETE t WHERE a = 1",
                           "DELETE FROM t WHERE a = 1 RETURNING ALL *",
                           "EXISTS(SELECT * FROM t WHERE a = 1",
                           "UPDATE \"t\" SET WHERE",
                           "SELECT * FROM t WHERE a = \xc3\xbc"}) {
    EXPECT_TRUE(error_in(text).starts_with(malformed)) << text << ": " << error_in(text);
  }
}

TEST(Partiql, says_what_was_expected) {
  const std::string malformed = "Statement wasn't well formed, can't be processed: ";
  for (const auto* text :
       {"SELECT * FROM t WHERE a = 1 foo", "SELECT * FROM t WHERE a = 1 e5", "SELECT * FROM t WHERE a = 1)",
        "INSERT INTO t VALUE {'a': 1} foo", "INSERT INTO t x VALUE {'a': 1}", "UPDATE t SET a = 9 WHERE b = 1 foo",
        "DELETE FROM t WHERE b = 1 foo", "DELETE FROM t WHERE a = 4 ORDER BY a",
        "SELECT * FROM t ORDER BY a WHERE a = 1", "FROM t SET c = 1 WHERE a = 'x'",
        "FROM t SET c = 1 WHERE a = 'x' SET d = 2"}) {
    EXPECT_EQ(error_in(text), malformed + "Unexpected token after expression") << text;
  }
  for (const auto* text :
       {"SELECT * FROM t WHERE", "SELECT * FROM t WHERE;", "UPDATE t SET a = 1 WHERE  ", "DELETE FROM t WHERE",
        "SELECT * FROM t WHERE NOT", "SELECT * FROM t WHERE (", "SELECT * FROM"}) {
    EXPECT_EQ(error_in(text), malformed + "Unexpected term") << text;
  }
  for (const auto* text :
       {"SELECT * FROM t WHERE a = 'x' AND", "SELECT * FROM t WHERE a = 'x' OR", "SELECT * FROM t WHERE a ="}) {
    EXPECT_EQ(error_in(text), malformed + "Missing right-hand side expression of infix operator") << text;
  }
  EXPECT_EQ(error_in("SELECT * FROM t WHERE ORDER BY a"), malformed + "Unexpected keyword");
  EXPECT_EQ(error_in("SELECT * FROM t WHERE IS NULL"), malformed + "Unexpected operator");
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = LIKE"), malformed + "Unexpected operator");
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = 'a' AND x IS FOO"), malformed + "Expected type name");
  for (const auto* text : {"DELETE FROM", "DELETE FROM  ", "DELETE FROM;", "DELETE FROM WHERE a = 'a'"}) {
    EXPECT_EQ(error_in(text), malformed + "Expected identifier for simple path") << text;
  }
}

TEST(Partiql, keywords_are_no_names_unless_they_are_quoted) {
  const std::string malformed = "Statement wasn't well formed, can't be processed: ";
  for (const auto* text : {"SELECT user FROM t", "SELECT a, Date FROM t", "SELECT * FROM user",
                           "SELECT * FROM t WHERE key = 1", "SELECT * FROM t WHERE a = size",
                           "UPDATE t SET a = count + 1 WHERE b = 1", "SELECT * FROM t WHERE a = 1 ORDER BY level"}) {
    EXPECT_EQ(error_in(text), malformed + "Unexpected keyword") << text;
  }
  for (const auto* text : {"SELECT m.inner FROM t", "SELECT * FROM t.index", "SELECT * FROM t WHERE m.size = 1",
                           "UPDATE t SET m.user = 1 WHERE a = 1", "SELECT * FROM t WHERE attribute_exists(m.inner)"}) {
    EXPECT_EQ(error_in(text), malformed + "Invalid path dot component") << text;
  }
  for (const auto* text : {"UPDATE t SET value = 1 WHERE a = 1", "UPDATE t REMOVE list WHERE a = 1",
                           "UPDATE user SET a = 1", "INSERT INTO user VALUE {}"}) {
    EXPECT_EQ(error_in(text), malformed + "Expected identifier for simple path") << text;
  }
  EXPECT_EQ(error_in("SELECT \"user\", m.\"size\", name, status, data FROM t WHERE size(a) > 1 AND \"value\" = 1"), "");
}

TEST(Partiql, attributes_have_names) {
  EXPECT_EQ(error_in("INSERT INTO t VALUE {'': 1}"), "Empty attribute name");
  EXPECT_EQ(error_in("UPDATE t SET m = {'': 1} WHERE a = 1"), "Empty attribute name");
}

TEST(Partiql, tables_have_no_aliases) {
  for (const auto* text : {"SELECT * FROM t x WHERE a = 1", "SELECT * FROM t AS x", "UPDATE t x SET a = 3 WHERE b = 1",
                           "DELETE FROM t \"x\" WHERE a = 1"}) {
    EXPECT_EQ(error_in(text), "Aliasing is not supported") << text;
  }
}

TEST(Partiql, numbers_that_are_too_much_say_where) {
  const std::string overflow =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  const std::string underflow =
      "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = 1e126"), overflow + " under root");
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = 1e-131"), underflow + " under root");
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = 123456789012345678901234567890123456789"),
            "Attempting to store more than 38 significant digits in a Number under root");
  EXPECT_EQ(error_in("UPDATE t SET a = 1e-131 WHERE b = 1"), underflow + " under root");
  EXPECT_EQ(error_in("INSERT INTO t VALUE {'a': 1e126}"), overflow + " under root");
  EXPECT_EQ(error_in("INSERT INTO t VALUE {'a': 1, 'm': {'x': 1e126}}"), overflow + " under root.x");
  EXPECT_EQ(error_in("INSERT INTO t VALUE {'a': 1, 'l': [1, 1e126]}"), overflow + " under root[1]");
  for (const auto* number : {"1e2147483648", "1e99999999999", "1.5e-2147483647"}) {
    EXPECT_EQ(error_in(std::string("SELECT * FROM t WHERE a = ") + number),
              "Statement wasn't well formed, can't be processed: ");
  }
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = 1e2147483647"), overflow + " under root");
}

TEST(Partiql, an_update_may_begin_with_from) {
  const auto statement =
      parse_statement("from t where a = ? and n = 1 set c = ? remove d returning all new *", {"x", 7});
  ASSERT_TRUE(statement) << statement.error().message;
  EXPECT_EQ(statement->kind, StatementKind::update);
  EXPECT_EQ(statement->returning, Returning::all_new);
  Item item{{"a", "x"}, {"n", 1}, {"d", 1}};
  EXPECT_TRUE(statement->where->matches(item));
  ASSERT_TRUE(statement->update.apply(item));
  EXPECT_EQ(item, (Item{{"a", "x"}, {"n", 1}, {"c", 7}}));
}

TEST(Partiql, comments_hide_what_follows) {
  EXPECT_FALSE(parse("UPDATE t SET n=n--1 WHERE pk='p'")->where);
  EXPECT_TRUE(parse("UPDATE t SET n=n - -1 WHERE pk='p'")->where);
  EXPECT_NE(error_in("INSERT INTO t VALUE ?", {1}), "");
}

TEST(Partiql, sources_that_are_no_table) {
  EXPECT_EQ(error_in("SELECT * FROM \"t\".\"i\".\"extra\" WHERE pk = 'p'"),
            "A path may contain at most 2 components in the FROM clause");
  EXPECT_EQ(error_in("SELECT * FROM \"t\".\"\" WHERE pk = 'p'"), "Path component cannot be an empty string");
  EXPECT_EQ(error_in("SELECT * FROM \"\" WHERE pk = 'x'"), "Path component cannot be an empty string");
}

TEST(Partiql, indexes_out_of_range) {
  EXPECT_EQ(error_in("SELECT l[-1] FROM t"), "List index is not within the allowable range; index: [-1] at 1:11:1");
  EXPECT_EQ(error_in("SELECT l[2147483648] FROM t"),
            "List index is not within the allowable range; index: [2147483648] at 1:10:10");
  EXPECT_TRUE(parse("SELECT l[2147483647] FROM t"));
}

TEST(Partiql, operands_of_the_wrong_kind) {
  const auto wrong = [](const std::string& name, const std::string& type) {
    return "Incorrect operand type for operator or function; operator or function: " + name + ", operand type: " + type;
  };
  const std::string select = "SELECT * FROM t WHERE ";
  EXPECT_EQ(error_in(select + "attribute_type(l, 1)"), wrong("attribute_type", "N"));
  EXPECT_EQ(error_in(select + "attribute_type(l, true)"), wrong("attribute_type", "BOOL"));
  EXPECT_EQ(error_in(select + "attribute_type(l, 'X')"),
            "Invalid attribute type name found; type: X, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
  for (const auto* op : {"<", "<=", ">", ">="}) {
    EXPECT_EQ(error_in(select + "pk = ? AND val " + op + " ?", {"x", true}), wrong(op, "BOOL"));
  }
  EXPECT_EQ(error_in(select + "val BETWEEN ? AND ?", {true, false}), wrong("BETWEEN", "BOOL"));
  EXPECT_EQ(error_in(select + "attribute_exists(n) > false"), wrong(">", "BOOL"));
  EXPECT_EQ(error_in(select + "attribute_exists('m')"),
            "Operator or function requires a document path; operator or function: attribute_exists");
  EXPECT_EQ(error_in("SELECT * FROM t WHERE Foo(a)"), "Unrecognized function: foo at 1:23:3");
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = 1 AND EXISTS(a)"), "Unrecognized function: exists at 1:33:6");
  EXPECT_EQ(error_in("SELECT size(a) FROM t"), "Unexpected path component at 1:8:4");
  EXPECT_EQ(error_in("INSERT INTO t VALUE {'s': set_add(<<'a'>>, <<'b'>>)}"),
            "Unsupported data type: set_add under key root at 1:27:7");
  EXPECT_EQ(error_in(select + "attribute_exists()"),
            "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of "
            "operands: 0");
  EXPECT_EQ(error_in(select + "size(a, b) > 1"),
            "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2");
  EXPECT_EQ(error_in(select + "a IN [" + repeated("1,", 100) + "1]"),
            "The IN operator is provided with too many operands; number of operands: 101");

  const std::string update = "UPDATE t SET n = ";
  EXPECT_EQ(error_in(update + "'a' + 1 WHERE pk='p'"), wrong("+", "S"));
  EXPECT_EQ(error_in(update + "n - null WHERE pk='p'"), wrong("-", "NULL"));
  EXPECT_EQ(error_in(update + "n + [1] WHERE pk='p'"), wrong("+", "L"));
  EXPECT_EQ(error_in(update + "list_append(n, 1) WHERE pk='p'"), wrong("list_append", "N"));
  EXPECT_EQ(
      error_in("UPDATE t SET a = 1 REMOVE a WHERE pk='p'"),
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path "
      "two: [a]");
}

TEST(Partiql, set_functions_that_are_misused) {
  EXPECT_EQ(error_in("UPDATE \"t\"\nSET BandMembers = set_add(BandMembers, 'x')\nWHERE pk='sets'"),
            "The second argument to SET_ADD must be a value with type SET at 2:27:11");
  const std::string quoted = "UPDATE \"t\" SET \"BandMembers\" = set_delete(";
  EXPECT_EQ(error_in(quoted + "\"BandMembers\", ['x']) WHERE pk='sets'"),
            "The second argument to SET_DELETE must be a value with type SET at 1:" +
                std::to_string(quoted.size() + 1) + ":13");
  const std::string prefix = "UPDATE \"t\" SET Other = ";
  EXPECT_EQ(
      error_in(prefix + "set_add(BandMembers, <<'x'>>) WHERE pk='sets'"),
      "The first argument to SET_ADD must equal the assignment value at 1:" + std::to_string(prefix.size() + 1) + ":7");
}

TEST(Partiql, literals_that_dynamodb_cannot_store) {
  const std::string insert = "INSERT INTO t VALUE {'pk':'b', 's':";
  EXPECT_EQ(error_in(insert + "<<>>}"), "Empty bags are not supported");
  EXPECT_EQ(error_in(insert + "<<1, 'a'>>}"),
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
  EXPECT_EQ(error_in(insert + "<<true>>}"),
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
  EXPECT_EQ(error_in(insert + "[<<'a', 'a'>>]}"),
            "One or more parameter values were invalid: Input collection [a, a] contains duplicates.");
  for (const auto* call : {"set_add()", "set_add(n)", "set_add(n, <<1>>, <<2>>)"}) {
    EXPECT_EQ(error_in(std::string("UPDATE t SET n = ") + call), "SET_ADD must have exactly two arguments at 1:18:7");
  }
  EXPECT_EQ(error_in("UPDATE t SET n = set_add(<<1>>, <<2>>)"),
            "The first argument to SET_ADD must equal the assignment value at 1:18:7");
  EXPECT_EQ(error_in("UPDATE t SET n = set_add(n, <<2, 2.0>>) WHERE pk='p'"),
            "One or more parameter values were invalid: Input collection [2, 2.0] contains duplicates! under root");
  EXPECT_EQ(error_in(insert + "1e200}"),
            "Number overflow. Attempting to store a number with magnitude larger than supported range under root");

  const std::string update = "UPDATE t SET d = ";
  EXPECT_EQ(error_in(update + repeated("{'a':", 32) + "1" + repeated("}", 32) + " WHERE pk='p'"),
            "Nesting Levels have exceeded supported limits under root" + repeated(".a", 32));
  EXPECT_EQ(error_in(update + "{'a':" + repeated("[", 31) + "1" + repeated("]", 31) + "} WHERE pk='p'"),
            "Nesting Levels have exceeded supported limits under root.a" + repeated("[0]", 31));
  EXPECT_EQ(error_in("INSERT INTO t VALUE {'d':" + repeated("{'a':", 31) + "1" + repeated("}", 31) + "}"), "");
}

TEST(Partiql, parameters) {
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = ?"), "Number of parameters in request and statement don't match.");
  EXPECT_EQ(error_in("SELECT * FROM t WHERE a = ?", {1, 2}),
            "Number of parameters in request and statement don't match.");
  EXPECT_EQ(error_in("UPDATE \"t\" SET WHERE", {Fault{"No number"}}), "No number");
  const std::string prefix = "UPDATE \"t\" SET x = ";
  EXPECT_EQ(error_in(prefix + "[?] WHERE pk='p'", {"v"}),
            "Unsupported data type: Parameter under key root[0] at 1:" + std::to_string(prefix.size() + 2) + ":1");
  const std::string insert = "INSERT INTO \"t\" VALUE {'pk':'p','m':{'k':?}}";
  EXPECT_EQ(error_in(insert, {"v"}),
            "Unsupported data type: Parameter under key root.k at 1:" + std::to_string(insert.find('?') + 1) + ":1");
}

TEST(Partiql, clauses_that_do_not_go_together) {
  for (const std::string variant : {"MODIFIED OLD", "ALL NEW", "MODIFIED NEW"}) {
    EXPECT_EQ(error_in("DELETE FROM t WHERE pk = 'x' RETURNING " + variant + " *"),
              "Invalid returning clause: RETURNING " + variant +
                  " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
  }
  EXPECT_EQ(error_in("SELECT sk FROM t ORDER BY sk"),
            "Must have WHERE clause in the statement when using ORDER BY clause.");
  EXPECT_EQ(parse("EXISTS(SELECT * FROM t WHERE pk = 'x' AND a IS MISSING)")->kind, StatementKind::exists);
}

TEST(Partiql, recursion_is_bounded) {
  const std::string select = "SELECT * FROM t WHERE ";
  EXPECT_NE(error_in(select + repeated("(", 8000)), "");
  EXPECT_NE(error_in(select + repeated("size(", 1600)), "");
  EXPECT_NE(error_in("UPDATE t SET a = " + repeated("list_append(", 600)), "");
  EXPECT_NE(error_in("INSERT INTO t VALUE {'a':" + repeated("[", 8000)), "");
  EXPECT_NE(error_in(std::string(9000, ' ')), "");
}

}  // namespace
}  // namespace penstock::item::partiql
