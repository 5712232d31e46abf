#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;
using item::AttributeValue;
using item::Binary;
using item::Number;

TEST(PutItem, keeps_an_item_and_replaces_it) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  const AttributeMap first{{"id", "a"}, {"n", 1}, {"m", AttributeMap{{"k", item::List{1, "x"}}}}};
  ASSERT_TRUE(dynamodb.put("orders", first));
  EXPECT_EQ(dynamodb.get("orders", {{"id", "a"}}), first);
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}, {"other", true}}));
  EXPECT_EQ(dynamodb.get("orders", {{"id", "a"}}), (AttributeMap{{"id", "a"}, {"other", true}}));
  dynamodb.power_cycle();
  EXPECT_EQ(dynamodb.get("orders", {{"id", "a"}}), (AttributeMap{{"id", "a"}, {"other", true}}));
}

TEST(PutItem, gives_back_the_old_item) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  PutItemInput in{.table_name = "orders", .item = {{"id", "a"}, {"n", 1}}, .return_values = "ALL_OLD"};
  EXPECT_FALSE(dynamodb.call(&DynamodbService::put_item, in)->attributes);
  EXPECT_EQ(dynamodb.call(&DynamodbService::put_item, in)->attributes, in.item);
  in.return_values = "ALL_NEW";
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::put_item, in),
            "ValidationException: 1 validation error detected: ReturnValues can only be ALL_OLD or NONE");
}

TEST(PutItem, holds_to_its_condition) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  PutItemInput in{.table_name = "orders",
                  .item = {{"id", "a"}, {"n", 1}},
                  .condition_expression = "attribute_not_exists(id)",
                  .return_values_on_condition_check_failure = "ALL_OLD"};
  ASSERT_TRUE(dynamodb.call(&DynamodbService::put_item, in));
  const auto refused = dynamodb.call(&DynamodbService::put_item, in);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "ConditionalCheckFailedException");
  EXPECT_EQ(refused.error().message, "The conditional request failed");
  EXPECT_EQ(refused.error().json_fields, R"("Item":{"id":{"S":"a"},"n":{"N":"1"}})");
  in.condition_expression = "n = :one";
  in.expression_attribute_values = AttributeMap{{":one", 1}};
  in.item.set("n", 2);
  ASSERT_TRUE(dynamodb.call(&DynamodbService::put_item, in));
  ASSERT_FALSE(dynamodb.call(&DynamodbService::put_item, in));
}

TEST(PutItem, refuses_what_cannot_be_stored) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders", {.range = "at", .range_type = "N"});
  const auto refusal = [&](AttributeMap item) {
    return dynamodb.error_of(&DynamodbService::put_item, {.table_name = "orders", .item = std::move(item)});
  };
  const std::string invalid = "ValidationException: One or more parameter values were invalid: ";
  EXPECT_EQ(refusal({{"id", "a"}}), invalid + "Missing the key at in the item");
  EXPECT_EQ(refusal({{"id", 1}, {"at", 1}}), invalid + "Type mismatch for key id expected: S actual: N");
  EXPECT_EQ(refusal({{"id", ""}, {"at", 1}}),
            "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty string value. Key: id");
  EXPECT_EQ(refusal({{"id", std::string(2049, 'x')}, {"at", 1}}),
            invalid + "Size of hashkey has exceeded the maximum size limit of2048 bytes");
  EXPECT_EQ(refusal({{"id", "a"}, {"at", 1}, {"x", std::string(409'600, 'x')}}),
            "ValidationException: Item size has exceeded the maximum allowed size");
  EXPECT_EQ(refusal({{"id", "a"}, {"at", 1}, {"x", item::Fault::differing("newer", "older")}}),
            "ValidationException: 1 validation error detected: newer");
  EXPECT_EQ(refusal({{"id", "a"}, {"at", 1}, {"x", std::string(400 * 1024 - 8, 'x')}}), "");
}

TEST(PutItem, refuses_a_table_that_is_not_there_yet_or_any_more) {
  DynamodbFixture dynamodb;
  const std::string not_found = "ResourceNotFoundException: Requested resource not found";
  const PutItemInput in{.table_name = "orders", .item = {{"id", "a"}}};
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::put_item, in), not_found);
  ASSERT_TRUE(dynamodb.call(&DynamodbService::create_table, DynamodbFixture::table_input("orders", {})));
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::put_item, in), not_found);
  dynamodb.pass(Millis{500});
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::put_item, in), "");
  ASSERT_TRUE(dynamodb.call(&DynamodbService::delete_table, {.table_name = "orders"}));
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::put_item, in), not_found);
}

TEST(PutItem, says_what_is_wrong_with_a_table_name) {
  DynamodbFixture dynamodb;
  const auto refusal = [&](std::string name) {
    return dynamodb.error_of(&DynamodbService::put_item, {.table_name = std::move(name), .item = {{"id", "a"}}});
  };
  EXPECT_EQ(refusal("bad table!@#"),
            "ValidationException: 1 validation error detected: Value 'bad table!@#' at 'tableName' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  const std::string long_name(256, 'a');
  EXPECT_EQ(refusal(long_name), "ValidationException: 1 validation error detected: Value '" + long_name +
                                    "' at 'tableName' failed to satisfy constraint: Member must have length less than "
                                    "or equal to 255");
  dynamodb.create_table("orders");
  EXPECT_EQ(refusal("arn:aws:dynamodb:us-east-1:000000000000:table/orders"), "");
}

TEST(PutItem, says_what_it_used) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  PutItemInput in{.table_name = "orders",
                  .item = {{"id", "a"}, {"x", std::string(1500, 'x')}},
                  .return_consumed_capacity = "TOTAL"};
  auto capacity = dynamodb.call(&DynamodbService::put_item, in)->consumed_capacity;
  ASSERT_TRUE(capacity);
  EXPECT_EQ(capacity->table_name, "orders");
  EXPECT_EQ(capacity->capacity_units, 2);
  EXPECT_FALSE(capacity->table);
  in.item = {{"id", "a"}};
  in.return_consumed_capacity = "INDEXES";
  capacity = dynamodb.call(&DynamodbService::put_item, in)->consumed_capacity;
  EXPECT_EQ(capacity->capacity_units, 2);
  EXPECT_EQ(capacity->table->capacity_units, 2);
}

TEST(PutItem, leaves_the_item_when_the_store_refuses) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}, {"n", 1}}));
  dynamodb.store().fail_next_write();
  const auto refused = dynamodb.put("orders", {{"id", "a"}, {"n", 2}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 503);
  EXPECT_EQ(dynamodb.get("orders", {{"id", "a"}}), (AttributeMap{{"id", "a"}, {"n", 1}}));
  EXPECT_EQ(dynamodb.described("orders").item_count, 1);
}

TEST(PutItem, counts_items_over_a_restart_and_after_a_crash) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(dynamodb.put("orders", {{"id", std::to_string(i)}}));
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "0"}, {"n", 1}}));
  EXPECT_EQ(dynamodb.described("orders").item_count, 5);
  EXPECT_EQ(dynamodb.described("orders").table_size_bytes, 5 * 3 + 3);
  dynamodb.restart();
  EXPECT_EQ(dynamodb.described("orders").item_count, 5);
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "5"}}));
  dynamodb.power_cycle();
  dynamodb.keep_house();
  EXPECT_EQ(dynamodb.described("orders").item_count, 6);
  EXPECT_EQ(dynamodb.described("orders").table_size_bytes, 6 * 3 + 3);
}

}  // namespace
}  // namespace penstock::dynamodb
