#include "item/lexer.h"

#include <gtest/gtest.h>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

std::vector<std::string> tokens_of(std::string_view source) {
  TokenReader reader(source);
  std::vector<std::string> tokens;
  while (!reader.at(TokenKind::end)) tokens.emplace_back(reader.text(reader.take()));
  return tokens;
}

TEST(Lexer, parts_names_placeholders_numbers_and_symbols) {
  using Tokens = std::vector<std::string>;
  EXPECT_EQ(tokens_of(" a1_b.#c[10]<=:_v\t\r\n"), (Tokens{"a1_b", ".", "#c", "[", "10", "]", "<=", ":_v"}));
  EXPECT_EQ(tokens_of("a<>b<=c>=d<e>f=g+h-i"),
            (Tokens{"a", "<>", "b", "<=", "c", ">=", "d", "<", "e", ">", "f", "=", "g", "+", "h", "-", "i"}));
  EXPECT_EQ(tokens_of("#1a :9 12ab _x"), (Tokens{"#1a", ":9", "12", "ab", "_", "x"}));
  EXPECT_EQ(tokens_of("# :"), (Tokens{"#", ":"}));
  EXPECT_EQ(tokens_of("\xc3\xbc\xe2\x82\xac\"a"), (Tokens{"\xc3\xbc", "\xe2\x82\xac", "\"", "a"}));
  EXPECT_EQ(tokens_of(""), Tokens{});
}

TEST(Lexer, knows_keywords_in_any_case) {
  EXPECT_TRUE(TokenReader("bEtWeEn").at_keyword("BETWEEN"));
  EXPECT_FALSE(TokenReader("between_").at_keyword("BETWEEN"));
  EXPECT_FALSE(TokenReader("#between").at_keyword("BETWEEN"));
}

// What surrounds the token is the source from the token before to the token after, as AWS prints it.
TEST(Lexer, names_the_token_and_what_is_near) {
  const auto error = [](std::string_view text) { return condition_error(text); };
  EXPECT_EQ(error("foo"), R"(Syntax error; token: "<EOF>", near: "foo")");
  EXPECT_EQ(error("things are not gonna be ok"), R"(Syntax error; token: "are", near: "things are not")");
  EXPECT_EQ(error("a > 4"), R"(Syntax error; token: "4", near: "> 4")");
  EXPECT_EQ(error("  4 = a"), R"(Syntax error; token: "4", near: "  4 =")");
  EXPECT_EQ(error("a = "), R"(Syntax error; token: "<EOF>", near: "= ")");
  EXPECT_EQ(error(" "), R"(Syntax error; token: "<EOF>", near: " ")");
  EXPECT_EQ(error("pk = :v AND __typename = :t"), R"(Syntax error; token: "_", near: "AND __")");
  EXPECT_EQ(error(":hashId a"), R"(Syntax error; token: "a", near: ":hashId a")");
  EXPECT_EQ(error("a, #, b"), R"(Syntax error; token: ",", near: "a, #")");
  EXPECT_EQ(error("a = b)"), R"x(Syntax error; token: ")", near: "b)")x");
}

}  // namespace
}  // namespace penstock::item
