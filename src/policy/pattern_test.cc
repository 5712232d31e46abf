#include "policy/pattern.h"

#include <gtest/gtest.h>

#include <random>

namespace penstock::policy {
namespace {

std::string wild(std::string_view text) {
  std::string result(text);
  for (auto& c : result) c = c == '*' ? any_run : c == '?' ? any_one : c;
  return result;
}

bool matches(std::string_view pattern, std::string_view subject) {
  const auto text = wild(pattern);
  const bool result = Pattern(text).matches(subject);
  EXPECT_EQ(result, matches_wildcards(text, subject)) << pattern << " on " << subject;
  return result;
}

// By definition, trying every length of every run.
bool plainly_matches(std::string_view pattern, std::string_view subject) {
  if (pattern.empty()) return subject.empty();
  if (pattern.front() == '*') {
    for (std::size_t taken = 0; taken <= subject.size(); ++taken) {
      if (plainly_matches(pattern.substr(1), subject.substr(taken))) return true;
    }
    return false;
  }
  if (subject.empty()) return false;
  return (pattern.front() == '?' || pattern.front() == subject.front()) &&
         plainly_matches(pattern.substr(1), subject.substr(1));
}

TEST(Pattern, stands_for_texts) {
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("**", "anything"));
  EXPECT_TRUE(matches("a*", "a"));
  EXPECT_FALSE(matches("a*", "b"));
  EXPECT_TRUE(matches("*a", "bba"));
  EXPECT_FALSE(matches("?", ""));
  EXPECT_TRUE(matches("?", "\xe2\x82\xac"));  // one character of three bytes
  EXPECT_FALSE(matches("??", "\xe2\x82\xac"));
  EXPECT_TRUE(matches("a*b?d*", "axxbcbcdyy"));
  EXPECT_FALSE(matches("a*b?d*", "axxbccdyy"));
}

TEST(Pattern, agrees_with_its_definition_on_random_texts) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const auto text_of = [&](std::string_view letters, std::size_t length_max) {
    std::string text(random() % (length_max + 1), ' ');
    for (auto& c : text) c = letters[random() % letters.size()];
    return text;
  };
  for (int i = 0; i < 20000; ++i) {
    const auto pattern = text_of("ab*?", 8);
    const auto subject = text_of("ab", 10);
    ASSERT_EQ(matches(pattern, subject), plainly_matches(pattern, subject)) << pattern << " on " << subject;
  }
}

TEST(Pattern, does_not_take_forever) {
  const auto pattern = wild("*a*a*a*a*a*a*a*a*a*a*a*b");
  EXPECT_FALSE(matches_wildcards(pattern, std::string(2000, 'a')));
}

}  // namespace
}  // namespace penstock::policy
