#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dynamodb/stream_fixture.h"

namespace penstock::dynamodb {
namespace {

using item::Item;
using testing::ElementsAre;
using testing::StartsWith;
using testing::UnorderedElementsAre;

const std::string in_use = "ResourceInUseException: Attempt to change a resource which is still in use: ";
constexpr std::string_view invalid = "ValidationException: One or more parameter values were invalid: ";

class UpdateTable : public testing::Test {
 protected:
  StreamFixture dynamodb;

  Result<UpdateTableOutput> update(UpdateTableInput in) {
    in.table_name = "orders";
    return dynamodb.call(&DynamodbService::update_table, std::move(in));
  }
  std::string refusal(UpdateTableInput in) {
    in.table_name = "orders";
    return dynamodb.error_of(&DynamodbService::update_table, std::move(in));
  }
  static UpdateTableInput stream(bool enabled, std::optional<std::string> view = {}) {
    return {.stream_specification = StreamSpecification{enabled, std::move(view)}};
  }
  static UpdateTableInput create_index(std::string name = "by-team", Projection projection = {"ALL"}) {
    GlobalSecondaryIndexUpdate update;
    update.create = CreateGlobalSecondaryIndexAction{
        .index_name = std::move(name), .key_schema = {{"team", "HASH"}}, .projection = std::move(projection)};
    return {.attribute_definitions = std::vector<AttributeDefinition>{{"team", "S"}},
            .global_secondary_index_updates = std::vector{update}};
  }
  static UpdateTableInput delete_index(std::string name = "by-team") {
    GlobalSecondaryIndexUpdate update;
    update.delete_ = DeleteGlobalSecondaryIndexAction{std::move(name)};
    return {.global_secondary_index_updates = std::vector{update}};
  }
  GlobalSecondaryIndexDescription index() { return dynamodb.described("orders").global_secondary_indexes->at(0); }
  std::vector<std::string> ids_in_index() {
    std::vector<std::string> ids;
    for (const auto& item : dynamodb.scan(ScanInput{.table_name = "orders", .index_name = "by-team"})) {
      ids.push_back(*item.find("id")->get<std::string>());
    }
    return ids;
  }
  void settle() {
    dynamodb.pass(Millis{500});
    dynamodb.keep_house();
  }
};

TEST_F(UpdateTable, switches_a_stream_on_off_and_on_again) {
  dynamodb.create_table("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "before"}}));
  EXPECT_EQ(update(stream(true, "KEYS_ONLY"))->table_description->table_status, "UPDATING");
  const auto first = *dynamodb.described("orders").latest_stream_arn;
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  dynamodb.pass(Millis{500});
  EXPECT_EQ(refusal(stream(true, "KEYS_ONLY")),
            "ValidationException: Table already has an enabled stream: TableName: orders");
  EXPECT_EQ(refusal(stream(true)), std::string(invalid) + "If stream is being enabled then UpdateViewType is required");
  EXPECT_EQ(refusal(stream(false, "KEYS_ONLY")),
            std::string(invalid) + "If stream is being disabled, then UpdateViewType must not be specified");
  ASSERT_TRUE(update(stream(false)));
  EXPECT_FALSE(dynamodb.described("orders").stream_specification);
  EXPECT_EQ(dynamodb.described("orders").latest_stream_arn, first);
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "unrecorded"}}));
  dynamodb.pass(Millis{500});
  EXPECT_EQ(refusal(stream(false)), "ValidationException: Table has no stream to disable: TableName: orders");
  ASSERT_TRUE(update(stream(true, "NEW_IMAGE")));
  const auto second = *dynamodb.described("orders").latest_stream_arn;
  EXPECT_NE(first, second);
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "b"}}));
  dynamodb.power_cycle();
  EXPECT_THAT(dynamodb.events(first), ElementsAre("INSERT a"));
  EXPECT_THAT(dynamodb.events(second), ElementsAre("INSERT b"));
  EXPECT_EQ(dynamodb.call(&StreamsService::list_streams, {.table_name = "orders"})->streams->size(), 2U);
  dynamodb.pass(std::chrono::hours{24});
  dynamodb.keep_house();
  EXPECT_EQ(dynamodb.call(&StreamsService::list_streams, {.table_name = "orders"})->streams->size(), 1U);
}

TEST_F(UpdateTable, fills_a_new_index_and_keeps_writes_meanwhile_right) {
  dynamodb.create_table("orders");
  for (const auto* id : {"a", "b", "c", "d"}) ASSERT_TRUE(dynamodb.put("orders", {{"id", id}, {"team", "red"}}));
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "none"}}));
  EXPECT_EQ(update(create_index())->table_description->global_secondary_indexes->at(0).index_status, "CREATING");
  EXPECT_FALSE(*index().backfilling);
  EXPECT_EQ(dynamodb.described("orders").table_status, "UPDATING");
  dynamodb.pass(Millis{500});
  EXPECT_TRUE(*index().backfilling);
  EXPECT_EQ(dynamodb.described("orders").table_status, "ACTIVE");
  // Before the filling: one moves, one leaves, one goes, one comes.
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}, {"team", "blue"}}));
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "b"}}));
  ASSERT_TRUE(dynamodb.erase("orders", {{"id", "c"}}));
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "e"}, {"team", "red"}}));
  settle();
  EXPECT_EQ(index().index_status, "ACTIVE");
  EXPECT_FALSE(index().backfilling);
  EXPECT_EQ(dynamodb.described("orders").table_status, "ACTIVE");
  EXPECT_THAT(ids_in_index(), UnorderedElementsAre("a", "d", "e"));
  dynamodb.keep_house();
  EXPECT_EQ(index().item_count, 3);
  dynamodb.power_cycle();
  EXPECT_THAT(ids_in_index(), UnorderedElementsAre("a", "d", "e"));
  EXPECT_EQ(index().index_status, "ACTIVE");
}

TEST_F(UpdateTable, goes_on_filling_after_a_crash) {
  dynamodb.create_table("orders");
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(dynamodb.put("orders", {{"id", std::to_string(i)}, {"team", "red"}}));
  }
  ASSERT_TRUE(update(create_index("by-team", {"KEYS_ONLY"})));
  dynamodb.power_cycle();
  EXPECT_EQ(index().index_status, "CREATING");
  settle();
  EXPECT_EQ(index().index_status, "ACTIVE");
  EXPECT_EQ(ids_in_index().size(), 300U);
}

TEST_F(UpdateTable, deletes_an_index_with_its_entries) {
  dynamodb.create_table("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}, {"team", "red"}}));
  const auto size = dynamodb.store().size();
  ASSERT_TRUE(update(create_index()));
  settle();
  EXPECT_EQ(dynamodb.store().size(), size + 1);
  EXPECT_EQ(update(delete_index())->table_description->global_secondary_indexes->at(0).index_status, "DELETING");
  EXPECT_EQ(refusal(create_index("other")),
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted "
            "simultaneously per table");
  EXPECT_EQ(refusal(delete_index()), in_use + "Index is being deleted. Table: orders Index: by-team");
  EXPECT_EQ(refusal(stream(true, "NEW_IMAGE")),
            in_use + "Can't change stream status when an index is being deleted. Table: orders Indexes: [by-team]");
  settle();
  EXPECT_EQ(dynamodb.store().size(), size);
  EXPECT_FALSE(dynamodb.described("orders").global_secondary_indexes);
  EXPECT_EQ(dynamodb.described("orders").attribute_definitions->size(), 1U);
  EXPECT_EQ(refusal(delete_index()),
            "ResourceNotFoundException: Requested resource not found: Index by-team for table orders");
}

TEST_F(UpdateTable, changes_billing_and_throughput) {
  dynamodb.create_table("orders");
  EXPECT_EQ(refusal({.billing_mode = "PROVISIONED"}),
            std::string(invalid) + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  EXPECT_EQ(
      refusal({.provisioned_throughput = ProvisionedThroughput{1, 1}}),
      std::string(invalid) +
          "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
  ASSERT_TRUE(update({.billing_mode = "PROVISIONED", .provisioned_throughput = ProvisionedThroughput{5, 6}}));
  dynamodb.pass(Millis{500});
  EXPECT_EQ(
      refusal({.provisioned_throughput = ProvisionedThroughput{5, 6}}),
      "ValidationException: The provisioned throughput for the table will not change. The requested value equals "
      "the current value. Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. "
      "Current WriteCapacityUnits provisioned for the table: 6. Requested WriteCapacityUnits: 6. Refer to the "
      "Amazon DynamoDB Developer Guide for current limits and how to request higher limits.");
  const auto told = *update({.provisioned_throughput = ProvisionedThroughput{7, 6}})->table_description;
  EXPECT_EQ(told.provisioned_throughput->read_capacity_units, 5);
  EXPECT_TRUE(told.provisioned_throughput->last_increase_date_time);
  dynamodb.power_cycle();
  EXPECT_EQ(dynamodb.described("orders").provisioned_throughput->read_capacity_units, 5);
  dynamodb.pass(Millis{500});
  const auto throughput = *dynamodb.described("orders").provisioned_throughput;
  EXPECT_EQ(throughput.read_capacity_units, 7);
  EXPECT_TRUE(throughput.last_increase_date_time);
  EXPECT_FALSE(throughput.last_decrease_date_time);
  ASSERT_TRUE(update({.billing_mode = "PAY_PER_REQUEST"}));
  dynamodb.power_cycle();
  EXPECT_EQ(dynamodb.described("orders").billing_mode_summary->billing_mode, "PAY_PER_REQUEST");
}

TEST_F(UpdateTable, checks_the_throughput_of_indexes) {
  auto in = DynamodbFixture::table_input("orders", {});
  in.billing_mode = "PROVISIONED";
  in.provisioned_throughput = ProvisionedThroughput{1, 1};
  in.attribute_definitions.push_back({"team", "S"});
  in.global_secondary_indexes = {{"by-team", {{"team", "HASH"}}, {"ALL"}, ProvisionedThroughput{1, 2}}};
  dynamodb.create(in);
  EXPECT_EQ(refusal(create_index("other")),
            std::string(invalid) + "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: other");
  GlobalSecondaryIndexUpdate same;
  same.update =
      UpdateGlobalSecondaryIndexAction{.index_name = "by-team", .provisioned_throughput = ProvisionedThroughput{1, 2}};
  EXPECT_EQ(
      refusal({.global_secondary_index_updates = std::vector{same}}),
      "ValidationException: The provisioned throughput for the index by-team will not change. The requested value "
      "equals the current value. Current ReadCapacityUnits provisioned for index by-team: 1. Requested "
      "ReadCapacityUnits: 1. Current WriteCapacityUnits provisioned for index by-team: 2. Requested "
      "WriteCapacityUnits: 2. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request "
      "higher limits.");
}

TEST_F(UpdateTable, refuses_a_21st_global_index) {
  auto in = DynamodbFixture::table_input("orders", {});
  in.attribute_definitions.push_back({"team", "S"});
  in.global_secondary_indexes.emplace();
  for (int i = 0; i < 20; ++i) {
    in.global_secondary_indexes->push_back({"index-" + std::to_string(i), {{"team", "HASH"}}, {"ALL"}});
  }
  dynamodb.create(in);
  EXPECT_EQ(refusal(create_index()),
            "LimitExceededException: Subscriber limit exceeded: Number of global secondary indexes exceeds per-table "
            "limit of 20");
}

TEST_F(UpdateTable, protects_from_deletion_and_changes_the_class) {
  dynamodb.create_table("orders");
  ASSERT_TRUE(update({.deletion_protection_enabled = true}));
  dynamodb.pass(Millis{500});
  EXPECT_THAT(dynamodb.error_of(&DynamodbService::delete_table, {.table_name = "orders"}),
              StartsWith("ValidationException: Resource cannot be deleted as it is currently protected"));
  EXPECT_FALSE(update({.table_class = "STANDARD_INFREQUENT_ACCESS"})->table_description->table_class_summary);
  dynamodb.pass(Millis{500});
  EXPECT_EQ(dynamodb.described("orders").table_class_summary->table_class, "STANDARD_INFREQUENT_ACCESS");
  // The same again changes nothing, though the answer says so.
  EXPECT_EQ(update({.table_class = "STANDARD_INFREQUENT_ACCESS"})->table_description->table_status, "UPDATING");
  EXPECT_EQ(dynamodb.described("orders").table_status, "ACTIVE");
}

TEST_F(UpdateTable, says_which_change_is_in_the_way_of_which) {
  dynamodb.create_table("orders");
  const std::string_view iops = "Table IOPS are currently being updated. Table: orders";
  const auto deletion = [&] { return dynamodb.error_of(&DynamodbService::delete_table, {.table_name = "orders"}); };
  const UpdateTableInput provisioned{.billing_mode = "PROVISIONED",
                                     .provisioned_throughput = ProvisionedThroughput{1, 1}};
  const UpdateTableInput bounded{.on_demand_throughput = OnDemandThroughput{10, 10}};
  const UpdateTableInput infrequent{.table_class = "STANDARD_INFREQUENT_ACCESS"};

  ASSERT_TRUE(update(stream(true, "NEW_IMAGE")));
  const auto change =
      "Table: orders Stream: " + *dynamodb.described("orders").latest_stream_label + " Operation: ENABLE";
  EXPECT_EQ(refusal(stream(false)), in_use + "A stream status change is currently in progress. " + change);
  EXPECT_EQ(refusal(provisioned), in_use + "Can't change table IOPS when stream status is being updated. " + change);
  EXPECT_EQ(refusal(infrequent), in_use + "Can't update table class when stream status is being updated. " + change);
  EXPECT_EQ(refusal(create_index()),
            in_use + "Can't create or delete an index when stream status is being updated. " + change);
  EXPECT_THAT(refusal(bounded), StartsWith(in_use + "OnDemandThroughput cannot be updated while stream status update"));
  EXPECT_EQ(deletion(), in_use + "Cannot delete table while stream is being enabled/disabled.");
  dynamodb.pass(Millis{500});

  ASSERT_TRUE(update(provisioned));
  EXPECT_EQ(refusal({.provisioned_throughput = ProvisionedThroughput{2, 2}}), in_use + std::string(iops));
  EXPECT_EQ(refusal({.billing_mode = "PAY_PER_REQUEST"}), in_use + std::string(iops));
  EXPECT_EQ(refusal(stream(false)),
            in_use + "Can't enable or disable stream while table IOPS are being updated. Table: orders");
  EXPECT_EQ(refusal(bounded), in_use + "OnDemandThroughput cannot be updated while BillingMode update is in progress");
  EXPECT_EQ(deletion(), in_use + "Table: orders is in the process of being updated.");
  dynamodb.pass(Millis{500});

  ASSERT_TRUE(update(infrequent));
  EXPECT_EQ(refusal(stream(false)), in_use +
                                        "Can't change stream status when a table class update is in progress. Table: "
                                        "orders TableClassUpdateInProgress: STANDARD_INFREQUENT_ACCESS");
}

TEST_F(UpdateTable, takes_what_needs_no_other_change_to_end) {
  dynamodb.create_table("orders");
  ASSERT_TRUE(update(stream(true, "NEW_IMAGE")));
  EXPECT_EQ(update({.deletion_protection_enabled = true})->table_description->table_status, "UPDATING");
  EXPECT_TRUE(update({.warm_throughput = WarmThroughput{13'000, 5'000}}));
  EXPECT_TRUE(update({.sse_specification = SSESpecification{.enabled = true}}));
  dynamodb.pass(Millis{500});
  EXPECT_EQ(update({.deletion_protection_enabled = false})->table_description->table_status, "ACTIVE");
  EXPECT_EQ(update({.on_demand_throughput = OnDemandThroughput{10, 10}})->table_description->table_status, "ACTIVE");
  const auto encrypted = *update({.sse_specification = SSESpecification{.enabled = false}})->table_description;
  EXPECT_EQ(encrypted.table_status, "ACTIVE");
  EXPECT_EQ(encrypted.sse_description->status, "UPDATING");
  EXPECT_EQ(refusal({.sse_specification = SSESpecification{.enabled = true}}),
            in_use + "Server-Side Encryption is still being updated");
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::delete_table, {.table_name = "orders"}),
            in_use + "Table: orders is in the process of being updated.");
  dynamodb.pass(Millis{500});
  EXPECT_FALSE(dynamodb.described("orders").sse_description);
}

TEST_F(UpdateTable, updates_an_index_while_the_table_stays_active) {
  dynamodb.create_table("orders");
  ASSERT_TRUE(update(create_index()));
  GlobalSecondaryIndexUpdate bounds;
  bounds.update = UpdateGlobalSecondaryIndexAction{.index_name = "by-team", .on_demand_throughput = {{10, 10}}};
  const UpdateTableInput change{.global_secondary_index_updates = std::vector{bounds}};
  EXPECT_EQ(refusal(change),
            in_use + "Index is being created but is not backfilling yet. Table: orders Index: by-team");
  EXPECT_EQ(refusal(delete_index()),
            in_use +
                "Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the "
                "index is active. Table: orders Index: by-team");
  EXPECT_EQ(refusal({.on_demand_throughput = OnDemandThroughput{10, 10}}),
            in_use + "OnDemandThroughput cannot be updated while index creation is in progress for indexes: [by-team]");
  settle();
  const auto changed = *update(change)->table_description;
  EXPECT_EQ(changed.table_status, "ACTIVE");
  EXPECT_EQ(changed.global_secondary_indexes->at(0).index_status, "UPDATING");
  EXPECT_EQ(refusal(change), in_use + "Index is being updated. Table: orders Index: by-team");
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::delete_table, {.table_name = "orders"}),
            in_use + "Cannot delete table while indexes are being created, updated, or deleted.");
  dynamodb.power_cycle();
  EXPECT_EQ(index().index_status, "UPDATING");
  settle();
  EXPECT_EQ(index().index_status, "ACTIVE");
}

TEST_F(UpdateTable, refuses_what_does_not_go_together) {
  dynamodb.create_table("orders");
  EXPECT_THAT(refusal({}), StartsWith("ValidationException: At least one of ProvisionedThroughput, BillingMode, "));
  const std::vector<GlobalSecondaryIndexUpdate> none;
  EXPECT_THAT(refusal({.global_secondary_index_updates = none}), StartsWith("ValidationException: At least one of "));
  EXPECT_EQ(refusal({.global_secondary_index_updates = none, .deletion_protection_enabled = true}),
            std::string(invalid) + "List of GlobalSecondaryIndexUpdates is empty");
  auto both = create_index();
  both.stream_specification = StreamSpecification{true, "NEW_IMAGE"};
  EXPECT_EQ(refusal(both), std::string(invalid) + "You cannot create or delete index while changing stream status");
  both = create_index();
  both.deletion_protection_enabled = true;
  EXPECT_EQ(refusal(both),
            std::string(invalid) + "DeletionProtection modification must be the only operation in the request");
  both = create_index();
  both.global_secondary_index_updates->push_back(create_index("other").global_secondary_index_updates->at(0));
  EXPECT_EQ(refusal(both),
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted "
            "simultaneously per table");
  EXPECT_EQ(refusal({.global_secondary_index_updates = std::vector<GlobalSecondaryIndexUpdate>(1)}),
            std::string(invalid) +
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete must not be null");
  both = create_index();
  both.attribute_definitions.reset();
  EXPECT_EQ(refusal(both), std::string(invalid) + "AttributeDefinitions is not specified for index: by-team");
  EXPECT_EQ(
      dynamodb.error_of(&DynamodbService::update_table, {.table_name = "missing", .deletion_protection_enabled = true}),
      "ResourceNotFoundException: Requested resource not found: Table: missing not found");
  EXPECT_EQ(dynamodb.described("orders").table_status, "ACTIVE");
}

TEST_F(UpdateTable, changes_nothing_when_the_store_refuses) {
  dynamodb.create_table("orders");
  dynamodb.store().fail_next_write();
  EXPECT_FALSE(update(stream(true, "NEW_IMAGE")));
  EXPECT_FALSE(dynamodb.described("orders").latest_stream_arn);
  ASSERT_TRUE(update(stream(true, "NEW_IMAGE")));
}

}  // namespace
}  // namespace penstock::dynamodb
