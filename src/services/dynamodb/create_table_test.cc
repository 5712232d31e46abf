#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

CreateTableInput with_range() { return DynamodbFixture::table_input("orders", {.range = "at", .range_type = "N"}); }

TEST(CreateTable, passes_through_creating_to_active) {
  DynamodbFixture dynamodb;
  const auto created = dynamodb.call(&DynamodbService::create_table, with_range());
  ASSERT_TRUE(created);
  EXPECT_EQ(created->table_description->table_status, "CREATING");
  auto table = dynamodb.described("orders");
  EXPECT_EQ(table.table_status, "CREATING");
  EXPECT_EQ(table.table_arn, "arn:aws:dynamodb:us-east-1:000000000000:table/orders");
  EXPECT_EQ(table.table_id->size(), 36U);
  EXPECT_EQ(table.key_schema->at(1).key_type, "RANGE");
  EXPECT_EQ(table.billing_mode_summary->billing_mode, "PAY_PER_REQUEST");
  EXPECT_EQ(table.item_count, 0);
  dynamodb.pass(Millis{499});
  EXPECT_EQ(dynamodb.described("orders").table_status, "CREATING");
  dynamodb.pass(Millis{1});
  dynamodb.power_cycle();
  EXPECT_EQ(dynamodb.described("orders").table_status, "ACTIVE");
}

TEST(CreateTable, keeps_all_of_its_description_over_a_restart) {
  DynamodbFixture dynamodb;
  auto in = with_range();
  in.billing_mode = "PROVISIONED";
  in.provisioned_throughput = ProvisionedThroughput{5, 6};
  in.attribute_definitions.push_back({"customer", "S"});
  in.local_secondary_indexes = {{"by-customer", {{"id", "HASH"}, {"customer", "RANGE"}}, {"KEYS_ONLY"}}};
  in.global_secondary_indexes = {{"of-customer",
                                  {{"customer", "HASH"}, {"at", "RANGE"}},
                                  {"INCLUDE", std::vector<std::string>{"total"}},
                                  ProvisionedThroughput{1, 2}}};
  in.stream_specification = StreamSpecification{true, "NEW_AND_OLD_IMAGES"};
  in.table_class = "STANDARD_INFREQUENT_ACCESS";
  in.deletion_protection_enabled = true;
  in.tags = std::vector<Tag>{{"team", "storefront"}};
  dynamodb.create(in);
  const auto before = dynamodb.described("orders");
  EXPECT_EQ(before.stream_specification->stream_view_type, "NEW_AND_OLD_IMAGES");
  EXPECT_EQ(before.latest_stream_label, "2023-11-14T22:13:20.000");
  EXPECT_EQ(before.global_secondary_indexes->at(0).index_status, "ACTIVE");
  EXPECT_EQ(before.global_secondary_indexes->at(0).projection->non_key_attributes->at(0), "total");
  EXPECT_EQ(before.local_secondary_indexes->at(0).index_arn,
            "arn:aws:dynamodb:us-east-1:000000000000:table/orders/index/by-customer");
  dynamodb.power_cycle();
  const auto after = dynamodb.described("orders");
  EXPECT_EQ(after.latest_stream_arn, before.latest_stream_arn);
  EXPECT_EQ(after.provisioned_throughput->write_capacity_units, 6);
  EXPECT_EQ(after.table_class_summary->table_class, "STANDARD_INFREQUENT_ACCESS");
  EXPECT_TRUE(*after.deletion_protection_enabled);
  ASSERT_EQ(after.global_secondary_indexes->size(), 1U);
  EXPECT_EQ(after.global_secondary_indexes->at(0).key_schema->size(), 2U);
  ASSERT_TRUE(after.local_secondary_indexes);
  EXPECT_EQ(after.local_secondary_indexes->at(0).index_name, "by-customer");
}

TEST(CreateTable, tells_attributes_in_the_order_of_their_names) {
  DynamodbFixture dynamodb;
  auto in = with_range();
  in.global_secondary_indexes = {
      {"index", {{"at", "HASH"}}, {"INCLUDE", std::vector<std::string>{"total", "id", "place"}}}};
  const auto told = *dynamodb.call(&DynamodbService::create_table, std::move(in))->table_description;
  EXPECT_EQ(told.attribute_definitions->at(0).attribute_name, "at");
  EXPECT_EQ(told.attribute_definitions->at(1).attribute_name, "id");
  EXPECT_EQ(told.global_secondary_indexes->at(0).projection->non_key_attributes,
            (std::vector<std::string>{"id", "place", "total"}));
}

TEST(CreateTable, refuses_a_name_that_is_taken) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::create_table, with_range()),
            "ResourceInUseException: Table already exists: orders");
  dynamodb.caller.region = "eu-north-1";
  dynamodb.create_table("orders");
}

TEST(CreateTable, says_what_is_wrong_with_a_schema) {
  DynamodbFixture dynamodb;
  const auto refusal = [&](auto change) {
    auto in = with_range();
    change(in);
    return dynamodb.error_of(&DynamodbService::create_table, std::move(in));
  };
  const std::string invalid = "ValidationException: One or more parameter values were invalid: ";
  using In = CreateTableInput;
  EXPECT_EQ(refusal([](In& in) { in.table_name.reset(); }),
            "ValidationException: The parameter 'TableName' is required but was not present in the request");
  EXPECT_EQ(
      refusal([](In& in) { in.billing_mode.reset(); }),
      invalid + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
  EXPECT_EQ(refusal([](In& in) { in.provisioned_throughput = ProvisionedThroughput{1, 1}; }),
            invalid +
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
                "PAY_PER_REQUEST");
  EXPECT_EQ(refusal([](In& in) { in.attribute_definitions.pop_back(); }),
            "ValidationException: Invalid KeySchema: Some index key attribute have no definition");
  EXPECT_EQ(refusal([](In& in) { in.key_schema[1].attribute_name = "x"; }),
            invalid +
                "Some index key attributes are not defined in AttributeDefinitions. Keys: [id, x], "
                "AttributeDefinitions: [id, at]");
  EXPECT_EQ(refusal([](In& in) { in.key_schema[1].attribute_name = "id"; }),
            "ValidationException: Both the Hash Key and the Range Key element in the KeySchema have the same name");
  EXPECT_EQ(refusal([](In& in) { std::swap(in.key_schema[0].key_type, in.key_schema[1].key_type); }),
            "ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  const auto unmatched = invalid +
                         "Number of attributes in KeySchema does not exactly match number of attributes defined in "
                         "AttributeDefinitions";
  EXPECT_EQ(refusal([](In& in) { in.key_schema.pop_back(); }), unmatched);
  EXPECT_EQ(refusal([](In& in) { in.attribute_definitions.push_back({"other", "N"}); }), unmatched);
  EXPECT_EQ(refusal([](In& in) { in.attribute_definitions.push_back({"id", "N"}); }),
            "ValidationException: Attribute Name is duplicated: id");
  EXPECT_EQ(refusal([](In& in) { in.local_secondary_indexes.emplace(); }),
            invalid + "List of LocalSecondaryIndexes is empty");
  EXPECT_EQ(
      refusal([](In& in) { in.local_secondary_indexes = {{"index", {{"at", "HASH"}, {"id", "RANGE"}}, {"ALL"}}}; }),
      invalid +
          "Index KeySchema does not have the same leading hash key as table KeySchema for index: index. "
          "index hash key: at, table hash key: id");
  const GlobalSecondaryIndex index{"index", {{"at", "HASH"}}, {"ALL"}};
  EXPECT_EQ(refusal([&](In& in) { in.global_secondary_indexes = {index, index}; }),
            invalid + "Duplicate index name: index");
  EXPECT_EQ(refusal([&](In& in) {
              in.global_secondary_indexes = {{"index", {{"at", "HASH"}}, {}}};
              in.attribute_definitions.push_back({"unused", "S"});
            }),
            invalid +
                "Some AttributeDefinitions are not used. AttributeDefinitions: [id, at, unused], keys used: "
                "[id, at]");
  EXPECT_EQ(refusal([&](In& in) {
              in.global_secondary_indexes = {{"index", {{"at", "HASH"}}, {"ALL", std::vector<std::string>{"x"}}}};
            }),
            invalid + "ProjectionType is ALL, but NonKeyAttributes is specified");
  EXPECT_EQ(refusal([&](In& in) {
              in.global_secondary_indexes = {
                  {"index", {{"at", "HASH"}}, {"INCLUDE", std::vector<std::string>{"x", "y", "x"}}}};
            }),
            invalid + "Duplicate element in NonKeyAttributes: x");
  EXPECT_EQ(refusal([&](In& in) {
              in.billing_mode = "PROVISIONED";
              in.provisioned_throughput = ProvisionedThroughput{1, 1};
              in.global_secondary_indexes = {index};
            }),
            invalid + "ProvisionedThroughput is not specified for index: index");
  EXPECT_EQ(refusal([&](In& in) {
              in.global_secondary_indexes = {{"index", {{"at", "HASH"}}, {"ALL"}, ProvisionedThroughput{1, 1}}};
            }),
            invalid +
                "ProvisionedThroughput should not be specified for index: index when BillingMode is "
                "PAY_PER_REQUEST");
}

TEST(CreateTable, leaves_nothing_when_the_store_refuses) {
  DynamodbFixture dynamodb;
  dynamodb.store().fail_next_write();
  EXPECT_FALSE(dynamodb.call(&DynamodbService::create_table, with_range()));
  EXPECT_EQ(dynamodb.store().size(), 1U);  // the key of iterators
  dynamodb.create(with_range());
}

TEST(DeleteTable, passes_through_deleting_and_takes_the_items_along) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  EXPECT_EQ(dynamodb.call(&DynamodbService::delete_table, {.table_name = "orders"})->table_description->table_status,
            "DELETING");
  EXPECT_EQ(dynamodb.described("orders").table_status, "DELETING");
  dynamodb.pass(Millis{500});
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::describe_table, {.table_name = "orders"}),
            "ResourceNotFoundException: Requested resource not found: Table: orders not found");
  dynamodb.keep_house();
  EXPECT_EQ(dynamodb.store().size(), 2U);  // the number of the next table, and the key of iterators
  dynamodb.create_table("orders");
  EXPECT_TRUE(dynamodb.scan("orders").empty());
}

TEST(DeleteTable, tells_little_of_the_table) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  const auto told = *dynamodb.call(&DynamodbService::delete_table, {.table_name = "orders"})->table_description;
  EXPECT_EQ(told.table_name, "orders");
  EXPECT_EQ(told.table_status, "DELETING");
  EXPECT_EQ(told.table_id->size(), 36U);
  EXPECT_EQ(told.table_arn, "arn:aws:dynamodb:us-east-1:000000000000:table/orders");
  EXPECT_EQ(told.provisioned_throughput->read_capacity_units, 0);
  EXPECT_EQ(told.item_count, 0);
  EXPECT_EQ(told.billing_mode_summary->billing_mode, "PAY_PER_REQUEST");
  EXPECT_EQ(told.deletion_protection_enabled, false);
  EXPECT_FALSE(told.attribute_definitions);
  EXPECT_FALSE(told.key_schema);
  EXPECT_FALSE(told.creation_date_time);
  EXPECT_FALSE(told.warm_throughput);
  EXPECT_TRUE(dynamodb.described("orders").key_schema);
}

TEST(DeleteTable, erases_items_after_a_crash_too) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  ASSERT_TRUE(dynamodb.call(&DynamodbService::delete_table, {.table_name = "orders"}));
  dynamodb.pass(Millis{500});
  dynamodb.power_cycle();
  EXPECT_EQ(dynamodb.store().size(), 2U);
}

TEST(DeleteTable, refuses_a_table_that_is_not_there_or_not_free) {
  DynamodbFixture dynamodb;
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::delete_table, {.table_name = "orders"}),
            "ResourceNotFoundException: Requested resource not found: Table: orders not found");
  ASSERT_TRUE(dynamodb.call(&DynamodbService::create_table, with_range()));
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::delete_table, {.table_name = "orders"}),
            "ResourceInUseException: Attempt to change a resource which is still in use: Table is being created: "
            "orders");
}

TEST(ListTables, gives_names_in_pages) {
  DynamodbFixture dynamodb;
  for (const auto* name : {"c-table", "a-table", "b-table"}) dynamodb.create_table(name);
  auto page = dynamodb.call(&DynamodbService::list_tables, {.limit = 2});
  EXPECT_EQ(page->table_names, (std::vector<std::string>{"a-table", "b-table"}));
  EXPECT_EQ(page->last_evaluated_table_name, "b-table");
  page = dynamodb.call(&DynamodbService::list_tables, {.exclusive_start_table_name = "b-table", .limit = 2});
  EXPECT_EQ(page->table_names, (std::vector<std::string>{"c-table"}));
  EXPECT_FALSE(page->last_evaluated_table_name);
}

TEST(Reset, removes_every_table) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  ASSERT_TRUE(dynamodb.executor().sync_wait(dynamodb.service().reset()));
  EXPECT_EQ(dynamodb.store().size(), 2U);
  dynamodb.create_table("orders");
}

}  // namespace
}  // namespace penstock::dynamodb
