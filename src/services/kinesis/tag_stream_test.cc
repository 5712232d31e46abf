#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

using Pairs = std::map<std::string, std::string>;

struct Tagged {
  KinesisFixture kinesis;
  Tagged() { kinesis.create_stream("orders"); }

  Result<AddTagsToStreamOutput> add(Pairs tags, const std::string& name = "orders") {
    return kinesis.call(&KinesisService::add_tags_to_stream, {.stream_name = name, .tags = std::move(tags)});
  }
  Result<ListTagsForStreamOutput> list(ListTagsForStreamInput in) {
    in.stream_name = "orders";
    return kinesis.call(&KinesisService::list_tags_for_stream, std::move(in));
  }
  Pairs all() {
    Pairs pairs;
    for (auto& tag : list({})->tags) pairs[tag.key] = *tag.value;
    return pairs;
  }
};

TEST(TagStream, adds_and_removes_durably) {
  Tagged tagged;
  ASSERT_TRUE(tagged.add({{"team", "streams"}, {"stage", "test"}}));
  ASSERT_TRUE(tagged.add({{"stage", "prod"}}));
  tagged.kinesis.power_cycle();
  EXPECT_EQ(tagged.all(), (Pairs{{"team", "streams"}, {"stage", "prod"}}));
  ASSERT_TRUE(tagged.kinesis.call(&KinesisService::remove_tags_from_stream,
                                  {.stream_name = "orders", .tag_keys = {"team", "unknown"}}));
  tagged.kinesis.power_cycle();
  EXPECT_EQ(tagged.all(), (Pairs{{"stage", "prod"}}));
}

TEST(TagStream, lists_in_pages) {
  Tagged tagged;
  ASSERT_TRUE(tagged.add({{"a", "1"}, {"b", "2"}, {"c", "3"}}));
  const auto first = tagged.list({.limit = 2});
  ASSERT_EQ(first->tags.size(), 2U);
  EXPECT_TRUE(first->has_more_tags);
  const auto second = tagged.list({.exclusive_start_tag_key = first->tags.back().key, .limit = 2});
  ASSERT_EQ(second->tags.size(), 1U);
  EXPECT_EQ(second->tags[0].key, "c");
  EXPECT_FALSE(second->has_more_tags);
}

TEST(TagStream, refuses_all_tags_when_one_is_wrong) {
  Tagged tagged;
  const auto added = tagged.add({{"a", "1"}, {"b;", "2"}});
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, "InvalidArgumentException");
  EXPECT_TRUE(tagged.all().empty());
}

TEST(TagStream, needs_a_stream) {
  Tagged tagged;
  EXPECT_EQ(tagged.add({{"a", "1"}}, "others").error().message, "Stream others under account 000000000000 not found.");
  EXPECT_EQ(tagged.kinesis.call(&KinesisService::list_tags_for_stream, {.stream_name = "others"}).error().code,
            "ResourceNotFoundException");
  EXPECT_EQ(tagged.kinesis.call(&KinesisService::remove_tags_from_stream, {.stream_name = "others", .tag_keys = {"a"}})
                .error()
                .code,
            "ResourceNotFoundException");
}

}  // namespace
}  // namespace penstock::kinesis
