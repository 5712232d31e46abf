// BatchWriteItem and BatchGetItem.
#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;
using item::Item;

using Writes = std::map<std::string, std::vector<WriteRequest>>;
using Reads = std::map<std::string, KeysAndAttributes>;

WriteRequest put(Item item) { return {.put_request = PutRequest{.item = std::move(item)}}; }
WriteRequest erase(Item key) { return {.delete_request = DeleteRequest{.key = std::move(key)}}; }

class BatchItemsTest : public testing::Test {
 protected:
  BatchItemsTest() {
    dynamodb_.create_table("items");
    dynamodb_.create_table("others");
  }
  std::string refusal(Writes writes) {
    return dynamodb_.error_of(&DynamodbService::batch_write_item, {.request_items = std::move(writes)});
  }
  std::string refusal(Reads reads) {
    return dynamodb_.error_of(&DynamodbService::batch_get_item, {.request_items = std::move(reads)});
  }
  BatchGetItemOutput read(Reads reads) {
    return *dynamodb_.call(&DynamodbService::batch_get_item, {.request_items = std::move(reads)});
  }

  DynamodbFixture dynamodb_;
};

TEST_F(BatchItemsTest, writes_to_several_tables) {
  ASSERT_TRUE(dynamodb_.put("items", {{"id", "old"}}));
  const auto out = dynamodb_.call(
      &DynamodbService::batch_write_item,
      {.request_items = {{"items", {put({{"id", "a"}, {"x", std::string(1500, 'x')}}), erase({{"id", "old"}})}},
                         {"others", {put({{"id", "b"}}), erase({{"id", "never"}})}}},
       .return_consumed_capacity = "TOTAL"});
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->unprocessed_items->empty());
  ASSERT_EQ(out->consumed_capacity->size(), 2);
  EXPECT_EQ(out->consumed_capacity->at(0).table_name, "items");
  EXPECT_EQ(out->consumed_capacity->at(0).capacity_units, 3);
  EXPECT_EQ(out->consumed_capacity->at(1).capacity_units, 2);
  dynamodb_.power_cycle();
  EXPECT_EQ(dynamodb_.scan("items").size(), 1);
  EXPECT_EQ(dynamodb_.get("others", {{"id", "b"}}), (Item{{"id", "b"}}));
}

TEST_F(BatchItemsTest, refuses_a_batch_of_writes_as_a_whole) {
  EXPECT_EQ(refusal(Writes()), "ValidationException: The requestItems parameter is required for BatchWriteItem");
  EXPECT_EQ(refusal(Writes{{"items", {put({{"id", "a"}}), erase({{"id", "a"}})}}}),
            "ValidationException: Provided list of item keys contains duplicates");
  EXPECT_EQ(refusal(Writes{{"items", {put({{"id", "a"}})}}, {"nothing", {put({{"id", "a"}})}}}),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(refusal(Writes{{"items", {put({{"id", "a"}}), put({{"id", 5}})}}}),
            "ValidationException: The provided key element does not match the schema");
  EXPECT_EQ(refusal(Writes{{"items", {put({{"id", "a"}}), put({{"id", ""}})}}}),
            "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty string value. Key: id");
  EXPECT_EQ(refusal(Writes{{"items", {put({{"id", "a"}}), put({{"id", "b"}, {"x", std::string(400 << 10, 'x')}})}}}),
            "ValidationException: Item size has exceeded the maximum allowed size");
  EXPECT_EQ(refusal(Writes{{"items", {put({{"id", "a"}}), {}}}}),
            "ValidationException: Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes");
  Writes many;
  for (int i = 0; i < 26; ++i) many[i % 2 == 0 ? "items" : "others"].push_back(put({{"id", std::to_string(i)}}));
  EXPECT_EQ(refusal(many), "ValidationException: Too many items requested for the BatchWriteItem call");
  EXPECT_TRUE(dynamodb_.scan("items").empty());
}

TEST_F(BatchItemsTest, writes_nothing_when_the_store_refuses) {
  dynamodb_.store().fail_next_write();
  EXPECT_NE(refusal(Writes{{"items", {put({{"id", "a"}}), put({{"id", "b"}})}}}), "");
  EXPECT_TRUE(dynamodb_.scan("items").empty());
}

TEST_F(BatchItemsTest, tells_of_item_collections) {
  auto in = DynamodbFixture::table_input("letters", {.hash = "id", .range = "at"});
  in.attribute_definitions.push_back({"city", "S"});
  in.local_secondary_indexes = std::vector<LocalSecondaryIndex>{{.index_name = "by-city",
                                                                 .key_schema = {{"id", "HASH"}, {"city", "RANGE"}},
                                                                 .projection = {.projection_type = "ALL"}}};
  dynamodb_.create(std::move(in));
  const auto written = *dynamodb_.call(
      &DynamodbService::batch_write_item,
      {.request_items = {{"items", {put({{"id", "a"}})}},
                         {"letters", {put({{"id", "a"}, {"at", "1"}}), erase({{"id", "a"}, {"at", "2"}})}}},
       .return_item_collection_metrics = "SIZE"});
  ASSERT_EQ(written.item_collection_metrics->size(), 1);
  ASSERT_EQ(written.item_collection_metrics->at("letters").size(), 1);
  EXPECT_EQ(written.item_collection_metrics->at("letters")[0].item_collection_key, (Item{{"id", "a"}}));
  const auto updated = *dynamodb_.call(
      &DynamodbService::update_item,
      {.table_name = "letters", .key = {{"id", "b"}, {"at", "1"}}, .return_item_collection_metrics = "SIZE"});
  EXPECT_EQ(updated.item_collection_metrics->item_collection_key, (Item{{"id", "b"}}));
  EXPECT_EQ(updated.item_collection_metrics->size_estimate_range_gb, (std::vector{0.0, 1.0}));
}

TEST_F(BatchItemsTest, reads_from_several_tables) {
  for (const char* id : {"a", "b"}) ASSERT_TRUE(dynamodb_.put("items", {{"id", id}, {"n", 1}, {"m", 2}}));
  const auto out = *dynamodb_.call(
      &DynamodbService::batch_get_item,
      {.request_items = {{"items",
                          {.keys = {{{"id", "b"}}, {{"id", "x"}}, {{"id", "a"}}},
                           .projection_expression = "#n",
                           .expression_attribute_names = std::map<std::string, std::string>{{"#n", "n"}}}},
                         {"others", {.keys = {{{"id", "a"}}}, .consistent_read = true}}},
       .return_consumed_capacity = "TOTAL"});
  EXPECT_EQ(out.responses->at("items"), (std::vector<Item>{{{"n", 1}}, {{"n", 1}}}));
  EXPECT_TRUE(out.responses->at("others").empty());
  EXPECT_TRUE(out.unprocessed_keys->empty());
  EXPECT_EQ(out.consumed_capacity->at(0).capacity_units, 1.5);
  EXPECT_EQ(out.consumed_capacity->at(1).capacity_units, 1);
}

TEST_F(BatchItemsTest, refuses_a_batch_of_reads_as_a_whole) {
  const std::string detected = "ValidationException: 1 validation error detected: Value at ";
  EXPECT_EQ(refusal(Reads()), detected +
                                  "'RequestItems' failed to satisfy constraint: Member must have length greater "
                                  "than or equal to 1");
  EXPECT_EQ(refusal(Reads{{"items", {}}}), detected +
                                               "'RequestItems.items.member.Keys' failed to satisfy constraint: "
                                               "Member must have length greater than or equal to 1");
  EXPECT_EQ(refusal(Reads{{"items", {.keys = std::vector<Item>(101, {{"id", "a"}})}}}),
            detected +
                "'RequestItems.items.member.Keys' failed to satisfy constraint: Member must have length less "
                "than or equal to 100");
  EXPECT_EQ(refusal(Reads{{"items", {.keys = {{{"id", "a"}}, {{"id", "a"}}}}}}),
            "ValidationException: Provided list of item keys contains duplicates");
  EXPECT_EQ(refusal(Reads{{"items", {.keys = {{{"id", "a"}}}, .projection_expression = "a, a"}}}),
            "ValidationException: Invalid ProjectionExpression: Two document paths overlap with each other; must "
            "remove or rewrite one of these paths; path one: [a], path two: [a]");
  EXPECT_EQ(refusal(Reads{{"items", {.keys = {{{"id", "a"}}}, .projection_expression = "a"}},
                          {"others", {.keys = {{{"id", "a"}}}, .attributes_to_get = std::vector<std::string>{"a"}}}}),
            "ValidationException: Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}");
  EXPECT_EQ(refusal(Reads{{"items", {.keys = {{{"no", "a"}}}}}}),
            "ValidationException: The provided key element does not match the schema");
  EXPECT_EQ(refusal(Reads{{"nothing", {.keys = {{{"id", "a"}}}}}}),
            "ResourceNotFoundException: Requested resource not found");
  Reads many;
  for (int i = 0; i < 101; ++i) many[i % 2 == 0 ? "items" : "others"].keys.push_back({{"id", std::to_string(i)}});
  EXPECT_EQ(refusal(many), "ValidationException: Too many items requested for the BatchGetItem call");
}

TEST_F(BatchItemsTest, leaves_keys_behind_16_megabytes) {
  std::vector<Item> keys;
  for (int i = 0; i < 50; ++i) {
    keys.push_back({{"id", std::to_string(100 + i)}});
    ASSERT_TRUE(dynamodb_.put("items", {{"id", std::to_string(100 + i)}, {"x", std::string(400'000, 'x')}}));
  }
  auto out = read({{"items", {.keys = keys, .consistent_read = true}}, {"others", {.keys = {{{"id", "a"}}}}}});
  EXPECT_EQ(out.responses->at("items").size(), 41);
  ASSERT_EQ(out.unprocessed_keys->at("items").keys.size(), 9);
  EXPECT_EQ(out.unprocessed_keys->at("items").keys[0], keys[41]);
  EXPECT_EQ(out.unprocessed_keys->at("items").consistent_read, true);
  EXPECT_TRUE(out.unprocessed_keys->contains("others"));
  out = read(*std::move(out.unprocessed_keys));
  EXPECT_EQ(out.responses->at("items").size(), 9);
  EXPECT_TRUE(out.unprocessed_keys->empty());
}

}  // namespace
}  // namespace penstock::dynamodb
