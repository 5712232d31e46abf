#include "services/dynamodb/throughput.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using testing::ElementsAre;

// A table with a global index, both with as many units as said, and changes of them.
class Throughput : public testing::Test {
 protected:
  DynamodbFixture dynamodb{{.pauses = Pauses::as_aws}};

  static CreateTableInput table(std::optional<ProvisionedThroughput> units) {
    auto in = DynamodbFixture::table_input("orders", {});
    in.attribute_definitions.push_back({"team", "S"});
    in.global_secondary_indexes = {{"by-team", {{"team", "HASH"}}, {"ALL"}, units}};
    in.provisioned_throughput = units;
    if (units) in.billing_mode = "PROVISIONED";
    return in;
  }
  static UpdateTableInput to(std::int64_t reads, std::int64_t writes) {
    return {.table_name = "orders", .provisioned_throughput = ProvisionedThroughput{reads, writes}};
  }
  static UpdateTableInput index_to(UpdateGlobalSecondaryIndexAction action) {
    action.index_name = "by-team";
    GlobalSecondaryIndexUpdate update;
    update.update = std::move(action);
    return {.table_name = "orders", .global_secondary_index_updates = std::vector{update}};
  }
  static UpdateTableInput index_to(std::int64_t reads, std::int64_t writes) {
    return index_to({.provisioned_throughput = ProvisionedThroughput{reads, writes}});
  }
  std::string refusal(UpdateTableInput in) { return dynamodb.error_of(&DynamodbService::update_table, std::move(in)); }
  // The description in the answer; then the change is done.
  TableDescription update(UpdateTableInput in) {
    const auto out = dynamodb.call(&DynamodbService::update_table, std::move(in));
    if (!out) ADD_FAILURE() << out.error().message;
    dynamodb.pass(Millis{500});
    return out ? *out->table_description : TableDescription{};
  }
  TableDescription now() { return dynamodb.described("orders"); }
  static GlobalSecondaryIndexDescription index_of(const TableDescription& table) {
    return table.global_secondary_indexes->at(0);
  }
};

TEST_F(Throughput, of_an_index_is_told_as_it_was_until_it_has_changed) {
  dynamodb.create(table(ProvisionedThroughput{5, 5}));
  const auto told = update(index_to(6, 6));
  EXPECT_EQ(told.table_status, "ACTIVE");
  EXPECT_EQ(index_of(told).index_status, "UPDATING");
  EXPECT_EQ(index_of(told).provisioned_throughput->read_capacity_units, 5);
  EXPECT_EQ(index_of(now()).provisioned_throughput->read_capacity_units, 6);
  EXPECT_EQ(index_of(now()).index_status, "ACTIVE");
}

TEST_F(Throughput, is_told_at_once_when_the_billing_mode_changes) {
  dynamodb.create(table(std::nullopt));
  auto provisioned = index_to(8, 8);
  provisioned.billing_mode = "PROVISIONED";
  provisioned.provisioned_throughput = ProvisionedThroughput{7, 7};
  const auto told = update(provisioned);
  EXPECT_EQ(told.provisioned_throughput->read_capacity_units, 7);
  EXPECT_FALSE(told.provisioned_throughput->last_increase_date_time);
  EXPECT_EQ(index_of(told).provisioned_throughput->read_capacity_units, 8);
  const auto on_demand = update({.table_name = "orders", .billing_mode = "PAY_PER_REQUEST"});
  EXPECT_EQ(on_demand.provisioned_throughput->read_capacity_units, 0);
  EXPECT_EQ(now().provisioned_throughput->number_of_decreases_today, 0);
  EXPECT_EQ(index_of(now()).provisioned_throughput->number_of_decreases_today, 1);
}

TEST_F(Throughput, is_decreased_four_times_a_day_and_then_once_an_hour) {
  dynamodb.create(table(ProvisionedThroughput{10, 10}));
  std::vector<std::int64_t> told;
  for (const auto units : {9, 8, 7, 6}) {
    told.push_back(*update(to(units, units)).provisioned_throughput->number_of_decreases_today);
  }
  EXPECT_THAT(told, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(now().provisioned_throughput->number_of_decreases_today, 4);
  const std::string refused =
      "LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
      "UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most "
      "once "
      "every 3600 seconds. Number of decreases today: 4. Last decrease at Tuesday, November 14, 2023 at 10:13:22 PM "
      "Coordinated Universal Time. Next decrease can be made at Tuesday, November 14, 2023 at 11:13:22 PM Coordinated "
      "Universal Time";
  EXPECT_EQ(refusal(to(7, 5)), refused);
  update(to(7, 7));
  update(index_to(4, 4));  // which has days of its own
  dynamodb.pass(std::chrono::hours{1});
  update(to(5, 5));
  dynamodb.power_cycle();
  EXPECT_EQ(now().provisioned_throughput->number_of_decreases_today, 5);
  EXPECT_THAT(refusal(to(4, 4)), testing::EndsWith("Next decrease can be made at Wednesday, November 15, 2023 at "
                                                   "12:00:00 AM Coordinated Universal Time"));
  dynamodb.pass(std::chrono::hours{1});
  EXPECT_EQ(now().provisioned_throughput->number_of_decreases_today, 0);
  update(to(4, 4));
}

TEST(ThroughputWithoutPauses, is_decreased_as_often_as_one_likes) {
  DynamodbFixture dynamodb;
  auto in = DynamodbFixture::table_input("orders", {});
  in.billing_mode = "PROVISIONED";
  in.provisioned_throughput = ProvisionedThroughput{10, 10};
  dynamodb.create(in);
  for (const auto units : {9, 8, 7, 6, 5}) {
    ASSERT_TRUE(dynamodb.call(&DynamodbService::update_table,
                              {.table_name = "orders", .provisioned_throughput = ProvisionedThroughput{units, units}}));
    dynamodb.pass(Millis{500});
  }
  EXPECT_EQ(dynamodb.described("orders").provisioned_throughput->number_of_decreases_today, 5);
}

}  // namespace
}  // namespace penstock::dynamodb
