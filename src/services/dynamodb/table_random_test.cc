// Random changes of items and of their table, with power cycles between them: the table, its indexes, its times to live
// and its stream agree all the time, and the table is as a plain map has it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "services/dynamodb/stream_fixture.h"
#include "services/dynamodb/table_check.h"

namespace penstock::dynamodb {
namespace {

using item::Item;
using testing::IsEmpty;

class RandomTable {
 public:
  // Every other one has blind writes.
  explicit RandomTable(std::uint64_t seed)
      : random_(seed), dynamodb_({.bytes_counted = seed % 2 == 0 ? 0 : 1'000'000}) {
    dynamodb_.create_table("orders");
  }

  void step() {
    switch (random_() % 16) {
      case 0:
        return change_stream();
      case 1:
        return change_index();
      case 2:
        return change_time_to_live();
      case 3:
        dynamodb_.power_cycle();
        return;
      case 4:
        return dynamodb_.keep_house();
      case 5:
        return dynamodb_.pass(Millis{random_() % 700});
      case 6:
      case 7:
        return erase();
      default:
        return put();
    }
  }

  void check() {
    const auto checked = dynamodb_.executor().sync_wait(check_tables(dynamodb_.store()));
    ASSERT_TRUE(checked);
    EXPECT_THAT(checked->at(0).findings, IsEmpty());
    std::map<std::string, Item> stored;
    for (auto& item : dynamodb_.scan("orders")) {
      auto id = *item.find("id")->get<std::string>();
      stored.emplace(std::move(id), std::move(item));
    }
    EXPECT_EQ(stored, model_);
  }

  void check_counts() {
    dynamodb_.keep_house();
    EXPECT_EQ(dynamodb_.described("orders").item_count, static_cast<std::int64_t>(model_.size()));
  }

 private:
  std::string some_id() { return std::string(1, static_cast<char>('a' + random_() % 12)); }

  void put() {
    Item item{{"id", some_id()}, {"n", static_cast<int>(random_() % 1'000)}};
    if (random_() % 4 != 0) item.set("team", std::string(1, static_cast<char>('A' + random_() % 3)));
    // Far away: nothing expires here, but the times are kept.
    if (random_() % 2 == 0) item.set("ends", static_cast<std::int64_t>(4'000'000'000 + random_() % 100));
    ASSERT_TRUE(dynamodb_.put("orders", item));
    model_.insert_or_assign(*item.find("id")->get<std::string>(), item);
  }

  void erase() {
    const auto id = some_id();
    ASSERT_TRUE(dynamodb_.erase("orders", {{"id", id}}));
    model_.erase(id);
  }

  // Whether it is free to be changed is its own business: a refusal changes nothing.
  void change_stream() {
    UpdateTableInput in{.table_name = "orders"};
    const bool is_on = dynamodb_.described("orders").stream_specification.has_value();
    in.stream_specification = is_on ? StreamSpecification{false} : StreamSpecification{true, "NEW_AND_OLD_IMAGES"};
    static_cast<void>(dynamodb_.call(&DynamodbService::update_table, std::move(in)));
  }

  void change_index() {
    UpdateTableInput in{.table_name = "orders"};
    GlobalSecondaryIndexUpdate update;
    if (dynamodb_.described("orders").global_secondary_indexes) {
      update.delete_ = DeleteGlobalSecondaryIndexAction{"by-team"};
    } else {
      update.create = CreateGlobalSecondaryIndexAction{
          .index_name = "by-team", .key_schema = {{"team", "HASH"}}, .projection = {"ALL"}};
      in.attribute_definitions = std::vector<AttributeDefinition>{{"team", "S"}};
    }
    in.global_secondary_index_updates = std::vector{update};
    static_cast<void>(dynamodb_.call(&DynamodbService::update_table, std::move(in)));
  }

  void change_time_to_live() {
    const auto described = dynamodb_.call(&DynamodbService::describe_time_to_live, {.table_name = "orders"});
    const bool is_on = described && described->time_to_live_description->time_to_live_status == "ENABLED";
    static_cast<void>(dynamodb_.call(
        &DynamodbService::update_time_to_live,
        {.table_name = "orders", .time_to_live_specification = {.enabled = !is_on, .attribute_name = "ends"}}));
  }

  std::mt19937_64 random_;
  StreamFixture dynamodb_;
  std::map<std::string, Item> model_;
};

TEST(RandomTable, agrees_with_its_indexes_and_its_stream) {
  const auto first = std::random_device()();
  for (std::uint64_t seed = first; seed < first + 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomTable table(seed);
    for (int step = 0; step < 300; ++step) {
      table.step();
      if (step % 10 == 0) table.check();
      if (testing::Test::HasFailure()) return;
    }
    table.check();
    table.check_counts();
  }
}

}  // namespace
}  // namespace penstock::dynamodb
