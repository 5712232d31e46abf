#include "services/dynamodb/throughput.h"

#include <fmt/format.h>
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

TEST_F(Throughput, has_a_most_of_each_table_and_index) {
  const auto refused = [](std::string_view what, std::int64_t units, std::string_view per) {
    return fmt::format(
        "LimitExceededException: The requested {}, {}, is above the per {} maximum for the account in us-east-1. Per "
        "table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request "
        "higher limits.",
        what, units, per);
  };
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::create_table, table(ProvisionedThroughput{50'001, 1})),
            refused("ReadCapacityUnits", 50'001, "table"));
  dynamodb.create(table(ProvisionedThroughput{40'000, 40'000}));
  EXPECT_EQ(refusal(to(40'000, 40'001)), refused("WriteCapacityUnits", 40'001, "table"));
  EXPECT_EQ(refusal(index_to(40'001, 1)), refused("ReadCapacityUnits for index by-team", 40'001, "index"));
  update({.table_name = "orders", .billing_mode = "PAY_PER_REQUEST"});
  EXPECT_EQ(refusal({.table_name = "orders", .on_demand_throughput = OnDemandThroughput{40'001, 1}}),
            "LimitExceededException: Subscriber limit exceeded: Requested MaxReadRequestUnits for OnDemandThroughput "
            "for table exceeds TableMaxReadCapacityUnits of the account in region us-east-1");
  EXPECT_EQ(refusal(index_to({.warm_throughput = WarmThroughput{40'001, {}}})),
            "LimitExceededException: Subscriber limit exceeded: Requested ReadUnitsPerSecond for WarmThroughput for "
            "index by-team exceeds TableMaxReadCapacityUnits of the account in region us-east-1");
}

constexpr std::string_view invalid = "ValidationException: One or more parameter values were invalid: ";

class WarmThroughputTest : public Throughput {
 protected:
  static UpdateTableInput warm(std::optional<std::int64_t> reads, std::optional<std::int64_t> writes) {
    return {.table_name = "orders", .warm_throughput = WarmThroughput{reads, writes}};
  }
  static std::string text_of(const auto& warm) {
    return warm ? fmt::format("{}/{} {}", *warm->read_units_per_second, *warm->write_units_per_second, *warm->status)
                : "none";
  }
  std::string table_has() { return text_of(now().warm_throughput); }
  std::string index_has() { return text_of(index_of(now()).warm_throughput); }
};

TEST_F(WarmThroughputTest, never_falls) {
  dynamodb.create(table(ProvisionedThroughput{5, 20}));
  EXPECT_EQ(table_has(), "5/20 ACTIVE");
  EXPECT_EQ(text_of(update(to(6, 15)).warm_throughput), "5/20 ACTIVE");
  EXPECT_EQ(table_has(), "6/20 ACTIVE");
  update(index_to(4, 30));
  dynamodb.power_cycle();
  EXPECT_EQ(index_has(), "5/30 ACTIVE");
  EXPECT_EQ(refusal(warm(5, 30)),
            std::string(invalid) +
                "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, "
                "decreasing WarmThroughput is not supported");
  EXPECT_EQ(text_of(update({.table_name = "orders", .billing_mode = "PAY_PER_REQUEST"}).warm_throughput),
            "6/20 ACTIVE");
  EXPECT_EQ(table_has(), "12000/4000 ACTIVE");
  EXPECT_EQ(index_has(), "12000/4000 ACTIVE");
  auto back = index_to(1, 1);
  back.billing_mode = "PROVISIONED";
  back.provisioned_throughput = ProvisionedThroughput{1, 1};
  update(back);
  EXPECT_EQ(table_has(), "12000/4000 ACTIVE");
  EXPECT_EQ(index_has(), "12000/4000 ACTIVE");
}

TEST_F(WarmThroughputTest, rises_while_the_table_is_active) {
  dynamodb.create(table(std::nullopt));
  auto in = warm(13'000, std::nullopt);
  const auto told = *dynamodb.call(&DynamodbService::update_table, in)->table_description;
  EXPECT_EQ(told.table_status, "ACTIVE");
  EXPECT_EQ(text_of(told.warm_throughput), "12000/4000 UPDATING");
  EXPECT_EQ(text_of(update(warm(12'000, 4'001)).warm_throughput), "12000/4000 UPDATING");  // the last one counts
  EXPECT_EQ(table_has(), "12000/4001 ACTIVE");
  const auto index = update(index_to({.warm_throughput = WarmThroughput{12'001, {}}}));
  EXPECT_EQ(index_of(index).index_status, "ACTIVE");
  EXPECT_EQ(text_of(index_of(index).warm_throughput), "12000/4000 UPDATING");
  EXPECT_EQ(index_has(), "12001/4000 ACTIVE");
  EXPECT_EQ(refusal(index_to({.warm_throughput = WarmThroughput{100, 100}})),
            std::string(invalid) +
                "Requested ReadUnitsPerSecond for WarmThroughput for index by-team is lower than current "
                "WarmThroughput, decreasing WarmThroughput is not supported");
  EXPECT_EQ(refusal(index_to({.warm_throughput = WarmThroughput{}})),
            std::string(invalid) +
                "WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for "
                "index: by-team");
}

TEST_F(WarmThroughputTest, without_units_is_nothing_beside_something) {
  dynamodb.create(table(std::nullopt));
  EXPECT_EQ(refusal(warm({}, {})), "InternalFailure: ");
  EXPECT_EQ(refusal({.table_name = "orders", .on_demand_throughput = OnDemandThroughput{}}), "InternalFailure: ");
  auto both = warm({}, {});
  both.deletion_protection_enabled = true;
  update(both);
  EXPECT_EQ(table_has(), "12000/4000 ACTIVE");
}

TEST_F(WarmThroughputTest, of_a_new_table_is_told_when_it_was_asked_for) {
  const auto created = [&](const CreateTableInput& in) {
    auto out = dynamodb.call(&DynamodbService::create_table, in);
    EXPECT_EQ(text_of(index_of(*out->table_description).warm_throughput), "none");
    return text_of(out->table_description->warm_throughput);
  };
  auto in = table(std::nullopt);
  EXPECT_EQ(created(in), "none");
  EXPECT_EQ(table_has(), "12000/4000 ACTIVE");
  in.table_name = "warm";
  in.warm_throughput = WarmThroughput{12'001, {}};
  EXPECT_EQ(created(in), "12001/4000 UPDATING");
  dynamodb.pass(Millis{500});
  EXPECT_EQ(text_of(dynamodb.described("warm").warm_throughput), "12001/4000 ACTIVE");
}

TEST_F(WarmThroughputTest, of_a_new_table_is_as_much_as_it_begins_with) {
  const auto created = [&](const CreateTableInput& in) {
    return dynamodb.error_of(&DynamodbService::create_table, in);
  };
  const std::string page =
      "initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
      "on-demand-capacity-mode.html#on-demand-capacity-mode-initial";
  auto in = table(std::nullopt);
  in.warm_throughput = WarmThroughput{0, 0};
  EXPECT_EQ(created(in),
            std::string(invalid) + "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than " + page);
  in.warm_throughput.reset();
  in.global_secondary_indexes->at(0).warm_throughput = WarmThroughput{{}, 1};
  EXPECT_EQ(created(in), std::string(invalid) +
                             "Requested WriteUnitsPerSecond for WarmThroughput for index by-team is lower than " +
                             page);
  in = table(ProvisionedThroughput{10, 10});
  in.warm_throughput = WarmThroughput{5, 5};
  EXPECT_EQ(created(in), std::string(invalid) +
                             "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than "
                             "ReadCapacityUnits of ProvisionedThroughput");
}

class OnDemandBounds : public Throughput {
 protected:
  static UpdateTableInput bounds(std::optional<std::int64_t> reads, std::optional<std::int64_t> writes) {
    return {.table_name = "orders", .on_demand_throughput = OnDemandThroughput{reads, writes}};
  }
  static UpdateTableInput index_bounds(std::optional<std::int64_t> reads, std::optional<std::int64_t> writes) {
    return index_to({.on_demand_throughput = OnDemandThroughput{reads, writes}});
  }
};

TEST_F(OnDemandBounds, change_one_by_one_and_go_with_minus_one) {
  dynamodb.create(table(std::nullopt));
  EXPECT_EQ(update(bounds(1'000, 500)).table_status, "ACTIVE");
  EXPECT_EQ(update(bounds(-1, {})).on_demand_throughput->max_read_request_units, -1);
  EXPECT_FALSE(now().on_demand_throughput->max_read_request_units);
  EXPECT_EQ(now().on_demand_throughput->max_write_request_units, 500);
  update(index_bounds(50, 60));
  update(index_bounds(70, {}));
  EXPECT_EQ(index_of(now()).on_demand_throughput->max_write_request_units, 60);
  auto provisioned = index_to(1, 1);
  provisioned.billing_mode = "PROVISIONED";
  provisioned.provisioned_throughput = ProvisionedThroughput{1, 1};
  update(provisioned);
  EXPECT_FALSE(now().on_demand_throughput);
  EXPECT_FALSE(index_of(now()).on_demand_throughput);
  EXPECT_EQ(
      refusal(bounds(1, 1)),
      std::string(invalid) +
          "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED");
  EXPECT_EQ(refusal(index_bounds({}, 1)),
            std::string(invalid) +
                "MaxWriteRequestUnits for OnDemandThroughput for index : by-team cannot be specified when the table "
                "BillingMode is PROVISIONED");
}

TEST_F(OnDemandBounds, are_more_than_nothing) {
  const auto created = [&](const CreateTableInput& in) {
    return dynamodb.error_of(&DynamodbService::create_table, in);
  };
  const auto out_of_range = [](std::string_view member, std::string_view of) {
    return fmt::format("{}Requested {} for OnDemandThroughput for {} is outside of valid range", invalid, member, of);
  };
  auto in = table(std::nullopt);
  for (const auto units : {0, -1, -2}) {
    in.on_demand_throughput = OnDemandThroughput{units, units};
    EXPECT_EQ(created(in), out_of_range("MaxReadRequestUnits", "table"));
  }
  in.on_demand_throughput.reset();
  in.global_secondary_indexes->at(0).on_demand_throughput = OnDemandThroughput{1, 0};
  EXPECT_EQ(created(in), out_of_range("MaxWriteRequestUnits", "index : by-team"));
  in = table(ProvisionedThroughput{1, 1});
  in.on_demand_throughput = OnDemandThroughput{1, 1};
  EXPECT_EQ(
      created(in),
      std::string(invalid) +
          "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.");
  dynamodb.create(table(std::nullopt));
  EXPECT_EQ(refusal(bounds({}, 0)), out_of_range("MaxWriteRequestUnits", "table"));
  EXPECT_EQ(refusal(bounds(-2, {})), out_of_range("MaxReadRequestUnits", "table"));
  EXPECT_EQ(refusal(index_bounds(0, {})), out_of_range("MaxReadRequestUnits", "index : by-team"));
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
