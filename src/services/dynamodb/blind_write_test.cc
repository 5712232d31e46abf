// Writes into large tables that do not read what they replace, and the counts of such tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dynamodb/stream_fixture.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;

class BlindWriteTest : public testing::Test {
 protected:
  BlindWriteTest() {
    dynamodb.create_table("orders");
    put(10);
  }

  // Items, as many, that are there already or not.
  void put(int count) {
    for (int i = 0; i < count; ++i) EXPECT_TRUE(dynamodb.put("orders", {{"id", std::to_string(i)}}));
  }
  std::int64_t items() { return *dynamodb.described("orders").item_count; }
  std::int64_t bytes() { return *dynamodb.described("orders").table_size_bytes; }

  StreamFixture dynamodb{{.bytes_counted = 30}};  // ten of the items
};

TEST_F(BlindWriteTest, are_counted_later) {
  EXPECT_EQ(items(), 10);
  put(20);  // the table is as large as writes read
  EXPECT_EQ(items(), 10);
  dynamodb.keep_house();
  EXPECT_EQ(items(), 20);
  EXPECT_EQ(bytes(), 10 * 3 + 10 * 4);
  ASSERT_TRUE(dynamodb.call(&DynamodbService::delete_item, {.table_name = "orders", .key = {{"id", "0"}}}));
  EXPECT_EQ(dynamodb.get("orders", {{"id", "0"}}), item::Item());
  EXPECT_EQ(items(), 20);
  dynamodb.keep_house();
  EXPECT_EQ(items(), 19);
}

TEST_F(BlindWriteTest, are_counted_after_a_restart) {
  put(20);
  dynamodb.restart();
  EXPECT_EQ(items(), 10);
  dynamodb.keep_house();
  EXPECT_EQ(items(), 20);
}

TEST_F(BlindWriteTest, of_a_batch_are_counted_later) {
  const WriteRequest known{.put_request = PutRequest{{{"id", "0"}, {"n", 1}}}};
  const WriteRequest added{.put_request = PutRequest{{{"id", "x"}}}};
  const WriteRequest gone{.delete_request = DeleteRequest{{{"id", "1"}}}};
  ASSERT_TRUE(dynamodb.call(&DynamodbService::batch_write_item, {.request_items = {{"orders", {known, added, gone}}}}));
  EXPECT_EQ(dynamodb.get("orders", {{"id", "0"}}), (AttributeMap{{"id", "0"}, {"n", 1}}));
  EXPECT_EQ(dynamodb.get("orders", {{"id", "1"}}), item::Item());
  EXPECT_EQ(bytes(), 30);
  dynamodb.keep_house();
  EXPECT_EQ(bytes(), 9 * 3 + 6);
}

TEST_F(BlindWriteTest, are_none_that_ask_for_the_item_before) {
  const auto old = dynamodb.call(&DynamodbService::put_item,
                                 {.table_name = "orders", .item = {{"id", "0"}, {"n", 1}}, .return_values = "ALL_OLD"});
  ASSERT_TRUE(old);
  EXPECT_EQ(old->attributes, (AttributeMap{{"id", "0"}}));
  EXPECT_EQ(bytes(), 9 * 3 + 6);
  const auto refused = dynamodb.error_of(
      &DynamodbService::put_item,
      {.table_name = "orders", .item = {{"id", "0"}}, .condition_expression = "attribute_not_exists(id)"});
  EXPECT_THAT(refused, testing::StartsWith("ConditionalCheckFailedException"));
  const auto used = dynamodb.call(&DynamodbService::delete_item,
                                  {.table_name = "orders", .key = {{"id", "0"}}, .return_consumed_capacity = "TOTAL"});
  ASSERT_TRUE(used);
  EXPECT_EQ(used->consumed_capacity->capacity_units, 1);
  EXPECT_EQ(items(), 9);
}

TEST_F(BlindWriteTest, are_none_into_a_table_with_a_stream) {
  auto on = UpdateTableInput{.table_name = "orders"};
  on.stream_specification = StreamSpecification{true, "OLD_IMAGE"};
  ASSERT_TRUE(dynamodb.call(&DynamodbService::update_table, on));
  dynamodb.pass(Millis{500});
  put(11);
  EXPECT_EQ(items(), 11);
  EXPECT_THAT(dynamodb.events(*dynamodb.described("orders").latest_stream_arn), testing::ElementsAre("INSERT 10"));
}

}  // namespace
}  // namespace penstock::dynamodb
