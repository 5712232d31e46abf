#include "services/kinesis/tags.h"

#include <gtest/gtest.h>

namespace penstock::kinesis {
namespace {

const StreamKey orders{"000000000000", "us-east-1", "orders"};
using Tags = std::map<std::string, std::string>;

TEST(Tags, are_added_and_replaced) {
  Tags tags{{"a", "1"}, {"b", "2"}};
  ASSERT_TRUE(add_tags(orders, {{"b", "3"}, {"größe 1", "x/y=z+1-@"}}, tags));
  EXPECT_EQ(tags, (Tags{{"a", "1"}, {"b", "3"}, {"größe 1", "x/y=z+1-@"}}));
}

TEST(Tags, with_other_characters_are_refused) {
  for (const auto* bad : {"a;b", "a\n", "😀", "\xff"}) {
    Tags tags;
    const auto status = add_tags(orders, {{bad, "v"}}, tags);
    ASSERT_FALSE(status) << bad;
    EXPECT_EQ(status.error().code, "InvalidArgumentException");
    EXPECT_EQ(status.error().message,
              "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + "
              "- % @.");
    EXPECT_FALSE(add_tags(orders, {{"k", bad}}, tags));
    EXPECT_TRUE(tags.empty());
  }
}

TEST(Tags, with_a_percent_sign_are_refused_in_awss_second_text) {
  Tags tags;
  const auto added = add_tags(orders, {{"a%", "v"}}, tags);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().message,
            "Failed to add tags to stream orders under account 000000000000 because some tags contained illegal "
            "characters. The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@'.");
  const std::vector<std::string> names{"a%"};
  const auto removed = remove_tags(orders, names, tags);
  ASSERT_FALSE(removed);
  EXPECT_TRUE(removed.error().message.starts_with("Failed to remove tags from stream orders under account"));
}

TEST(Tags, are_fifty_at_most) {
  Tags tags;
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(add_tags(orders, {{"k" + std::to_string(i), "v"}}, tags));
  EXPECT_TRUE(add_tags(orders, {{"k0", "w"}}, tags));
  const auto status = add_tags(orders, {{"k50", "v"}}, tags);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            "Failed to add tags to stream orders under account 000000000000 because a given stream cannot have more "
            "than 50 tags associated with it.");
  EXPECT_EQ(tags.size(), 50U);
}

TEST(Tags, are_removed_and_unknown_ones_ignored) {
  Tags tags{{"a", "1"}, {"b", "2"}};
  const std::vector<std::string> names{"a", "z"};
  ASSERT_TRUE(remove_tags(orders, names, tags));
  EXPECT_EQ(tags, (Tags{{"b", "2"}}));
}

}  // namespace
}  // namespace penstock::kinesis
