#include "item/number.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace penstock::item {
namespace {

Number number(std::string_view text) {
  auto parsed = Number::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Number();
}

std::string refusal(std::string_view text) {
  const auto parsed = Number::parse(text);
  return parsed ? "taken as " + parsed->text() : parsed.error().message;
}

std::string ordered(const Number& value) {
  std::string bytes;
  value.append_ordered(bytes);
  return bytes;
}

TEST(Number, is_printed_without_exponent_and_needless_zeros) {
  EXPECT_EQ(number("1").text(), "1");
  EXPECT_EQ(number("-0").text(), "0");
  EXPECT_EQ(number("0e125").text(), "0");
  EXPECT_EQ(number("+3").text(), "3");
  EXPECT_EQ(number("0001.230").text(), "1.23");
  EXPECT_EQ(number(".123").text(), "0.123");
  EXPECT_EQ(number("5.").text(), "5");
  EXPECT_EQ(number("-17.4E3").text(), "-17400");
  EXPECT_EQ(number("1e+5").text(), "100000");
  EXPECT_EQ(number("12e-4").text(), "0.0012");
  EXPECT_EQ(number("1e125").text(), "1" + std::string(125, '0'));
  EXPECT_EQ(number("-1e-130").text(), "-0." + std::string(129, '0') + "1");
  EXPECT_EQ(number("3.1415926535897932384626433832795028841").text(), "3.1415926535897932384626433832795028841");
  EXPECT_EQ(Number(INT64_MIN).text(), "-9223372036854775808");
}

TEST(Number, is_one_value_however_it_is_spelled) {
  EXPECT_EQ(number("1.0"), number("10e-1"));
  EXPECT_EQ(number("-0.0"), Number());
  EXPECT_EQ(number("100"), Number(100));
  EXPECT_EQ(number("1" + std::string(100, '0')), number("1e100"));
}

TEST(Number, refuses_with_awss_texts) {
  for (const std::string text :
       {"NaN", "Infinity", "dog", "-dog", " 1", "1 ", "-", ".", "1e", "1e+", "e5", "1.2.3", "--1", "0x1"}) {
    EXPECT_EQ(refusal(text), "The parameter cannot be converted to a numeric value: " + text);
  }
  EXPECT_EQ(refusal(""), "The parameter cannot be converted to a numeric value: ");
  constexpr auto overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
  constexpr auto underflow =
      "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  constexpr auto digits = "Attempting to store more than 38 significant digits in a Number";
  EXPECT_EQ(refusal("1e126"), overflow);
  EXPECT_EQ(refusal("-11e125"), overflow);
  EXPECT_EQ(refusal("1e9223372036854775807"), overflow);
  EXPECT_EQ(refusal("1e9223372036854775808"),
            "The parameter cannot be converted to a numeric value: 1e9223372036854775808");
  EXPECT_EQ(refusal("0e126"), overflow);
  EXPECT_EQ(refusal("0e-131"), underflow);
  EXPECT_EQ(refusal("1e-131"), underflow);
  EXPECT_EQ(refusal("-0.9e-130"), underflow);
  EXPECT_EQ(refusal("1e-99999999999"), underflow);
  EXPECT_EQ(refusal("3.14159265358979323846264338327950288419"), digits);
  EXPECT_EQ(refusal("314159265358979323846264338327950288419e30"), digits);
  EXPECT_EQ(refusal("1" + std::string(200, '1')), overflow);
}

TEST(Number, is_refused_by_the_older_check_as_java_reads_it) {
  const std::string not_numeric = "The parameter cannot be converted to a numeric value";
  EXPECT_EQ(Number::words_of_older_check(""), not_numeric);
  for (const std::string text : {"abc", "1e2147483648", "1e-2147483648", "1e99999999999", "1.5e-2147483647"}) {
    EXPECT_EQ(Number::words_of_older_check(text), not_numeric + ": " + text);
  }
  EXPECT_TRUE(Number::words_of_older_check("1e126").starts_with("Number overflow"));
  EXPECT_TRUE(Number::words_of_older_check("1e2147483646").starts_with("Number overflow"));
  EXPECT_TRUE(Number::words_of_older_check("1e2147483647").starts_with("Number underflow"));
  EXPECT_TRUE(Number::words_of_older_check("1e-131").starts_with("Number underflow"));
  EXPECT_EQ(Number::words_of_older_check("3.14159265358979323846264338327950288419"),
            "Attempting to store more than 38 significant digits in a Number");
}

TEST(Number, adds_and_subtracts_exactly) {
  EXPECT_EQ(add(number("1"), number("1e22"))->text(), "10000000000000000000001");
  EXPECT_EQ(subtract(number("1e22"), number("1"))->text(), "9999999999999999999999");
  EXPECT_EQ(add(number("0.1"), number("0.2"))->text(), "0.3");
  EXPECT_EQ(add(number("5"), number("-5"))->text(), "0");
  EXPECT_EQ(subtract(number("1"), number("3"))->text(), "-2");
  EXPECT_EQ(subtract(number("1e38"), number("1"))->text(), std::string(38, '9'));
  EXPECT_EQ(add(number(std::string(38, '9')), number("1"))->text(), "1" + std::string(38, '0'));
  EXPECT_EQ(add(number("1e-130"), number("-2e-130"))->text(), number("-1e-130").text());
}

TEST(Number, refuses_sums_that_it_cannot_hold) {
  constexpr auto overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
  EXPECT_EQ(add(number("9e125"), number("9e125")).error().message, overflow);
  EXPECT_EQ(subtract(number("9e125"), number("-9e125")).error().message, overflow);
  EXPECT_EQ(add(number("1e50"), number("1")).error().message, overflow);
  EXPECT_EQ(subtract(number("1e50"), number("1")).error().message, overflow);
  EXPECT_EQ(add(number("1e125"), number("1e-130")).error().message, overflow);
  EXPECT_EQ(subtract(number("9e38"), number("1")).error().message, overflow);
}

TEST(Number, counts_bytes_as_aws_does) {
  EXPECT_EQ(number("0").size(), 1U);
  EXPECT_EQ(number("5").size(), 2U);
  EXPECT_EQ(number("12").size(), 2U);
  EXPECT_EQ(number("1.2").size(), 3U);
  EXPECT_EQ(number("-5").size(), 3U);
  EXPECT_EQ(number(std::string(38, '1')).size(), 20U);
}

TEST(Number, orders_as_its_bytes_do) {
  const std::vector<std::string> ascending = {"-9.9e125", "-1e125", "-100",  "-99.1",   "-99",  "-12",    "-1.25",
                                              "-1.2",     "-1",     "-0.01", "-1e-130", "0",    "1e-130", "0.0000001",
                                              "0.9",      "1",      "1.1",   "1.12",    "1.2",  "2",      "9",
                                              "10",       "11",     "99.99", "100",     "1e38", "1e125"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      const auto a = number(ascending[i]);
      const auto b = number(ascending[j]);
      EXPECT_EQ(a <=> b, i <=> j) << ascending[i] << " " << ascending[j];
      EXPECT_EQ(ordered(a) <=> ordered(b), i <=> j) << ascending[i] << " " << ascending[j];
    }
  }
}

TEST(Number, keeps_order_and_value_through_its_bytes_at_random) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  Number before;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = random() % 2 == 0 ? "-" : "";
    const auto digits = 1 + random() % 38;
    for (std::size_t d = 0; d < digits; ++d) text += static_cast<char>('0' + random() % 10);
    text += "e" + std::to_string(static_cast<int>(random() % 200) - 120);
    const auto parsed = Number::parse(text);
    if (!parsed) continue;
    EXPECT_EQ(number(parsed->text()), *parsed) << text;
    const auto bytes = ordered(*parsed);
    EXPECT_LE(bytes.size(), 22U);
    const auto with_rest = bytes + "rest";
    std::string_view rest = with_rest;
    Number back;
    ASSERT_TRUE(Number::take_ordered(rest, back)) << text;
    EXPECT_EQ(back, *parsed) << text;
    EXPECT_EQ(rest, "rest");
    EXPECT_EQ(*parsed <=> before, bytes <=> ordered(before)) << text << " " << before.text();
    before = *parsed;
  }
}

TEST(Number, takes_no_bytes_that_it_did_not_write) {
  Number out;
  for (const auto& bytes : {std::string(), std::string("\x04"), std::string("\x03"), std::string("\x03\x10", 2),
                            std::string("\x03\x10\x00", 3), std::string("\x03\x10\x70\x00", 4),
                            "\x03\x10" + std::string(20, '\x11') + std::string(1, '\0')}) {
    std::string_view view = bytes;
    EXPECT_FALSE(Number::take_ordered(view, out));
  }
}

}  // namespace
}  // namespace penstock::item
