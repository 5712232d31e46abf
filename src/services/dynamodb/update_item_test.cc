#include <gtest/gtest.h>

#include "services/dynamodb/change_record.h"
#include "services/dynamodb/fixture.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;
using item::AttributeValue;
using item::Item;
using item::List;
using item::StringSet;

class UpdateItemTest : public testing::Test {
 protected:
  UpdateItemTest() {
    auto in = DynamodbFixture::table_input("orders", {});
    in.attribute_definitions.push_back({"city", "S"});
    in.global_secondary_indexes = std::vector<GlobalSecondaryIndex>{
        {.index_name = "by-city", .key_schema = {{"city", "HASH"}}, .projection = {.projection_type = "ALL"}}};
    in.stream_specification = StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_AND_OLD_IMAGES"};
    dynamodb_.create(std::move(in));
  }
  static UpdateItemInput update(std::string expression, AttributeMap values = {}) {
    UpdateItemInput in{.table_name = "orders", .key = {{"id", "a"}}, .update_expression = std::move(expression)};
    if (!values.empty()) in.expression_attribute_values = std::move(values);
    return in;
  }
  std::string refusal(UpdateItemInput in) { return dynamodb_.error_of(&DynamodbService::update_item, std::move(in)); }
  void ok(UpdateItemInput in) { EXPECT_EQ(refusal(std::move(in)), ""); }
  std::optional<Item> returned(UpdateItemInput in, std::string return_values) {
    in.return_values = std::move(return_values);
    auto out = dynamodb_.call(&DynamodbService::update_item, std::move(in));
    if (!out) ADD_FAILURE() << out.error().message;
    return out ? out->attributes : std::nullopt;
  }
  Item stored() { return dynamodb_.get("orders", {{"id", "a"}}); }
  std::vector<Item> in_city(std::string city) {
    return *dynamodb_
                .call(&DynamodbService::query, {.table_name = "orders",
                                                .index_name = "by-city",
                                                .key_condition_expression = "city = :c",
                                                .expression_attribute_values = AttributeMap{{":c", std::move(city)}}})
                ->items;
  }
  std::size_t change_records() {
    return dynamodb_.store().scan(records_of_stream(1, 0).begin, records_of_stream(2, 0).begin, 1000)->size();
  }

  DynamodbFixture dynamodb_;
};

TEST_F(UpdateItemTest, makes_an_item_and_changes_it) {
  ok(update("SET n = :n, m = :m", {{":n", 1}, {":m", AttributeMap{{"k", List{1, 2}}}}}));
  EXPECT_EQ(stored(), (Item{{"id", "a"}, {"n", 1}, {"m", AttributeMap{{"k", List{1, 2}}}}}));
  ok(update("SET n = n + :n, m.k[0] = :x REMOVE m.k[1] ADD tags :t", {{":n", 2}, {":x", "x"}, {":t", StringSet{"t"}}}));
  const Item expected{{"id", "a"}, {"n", 3}, {"m", AttributeMap{{"k", List{"x"}}}}, {"tags", StringSet{"t"}}};
  EXPECT_EQ(stored(), expected);
  dynamodb_.power_cycle();
  EXPECT_EQ(stored(), expected);
}

TEST_F(UpdateItemTest, makes_an_item_of_its_key_alone) {
  ok({.table_name = "orders", .key = {{"id", "a"}}});
  EXPECT_EQ(stored(), (Item{{"id", "a"}}));
  EXPECT_EQ(dynamodb_.described("orders").item_count, 1);
}

TEST_F(UpdateItemTest, gives_back_what_was_asked_for) {
  EXPECT_EQ(returned(update("SET n = :n", {{":n", 1}}), "UPDATED_OLD"), std::nullopt);
  EXPECT_EQ(returned(update("SET n = :n, o = :n", {{":n", 2}}), "UPDATED_OLD"), (Item{{"n", 1}}));
  EXPECT_EQ(returned(update("SET n = :n REMOVE o", {{":n", 3}}), "UPDATED_NEW"), (Item{{"n", 3}}));
  EXPECT_EQ(returned(update("SET n = :n", {{":n", 4}}), "ALL_OLD"), (Item{{"id", "a"}, {"n", 3}}));
  EXPECT_EQ(returned(update("SET n = :n", {{":n", 5}}), "ALL_NEW"), (Item{{"id", "a"}, {"n", 5}}));
  EXPECT_EQ(returned(update("SET n = :n", {{":n", 6}}), "NONE"), std::nullopt);
  EXPECT_EQ(returned(update("REMOVE n"), "UPDATED_NEW"), std::nullopt);
}

TEST_F(UpdateItemTest, understands_attribute_updates) {
  UpdateItemInput in{.table_name = "orders",
                     .key = {{"id", "a"}},
                     .attribute_updates = std::map<std::string, AttributeValueUpdate>{
                         {"n", {.value = AttributeValue(2), .action = "ADD"}},
                         {"s", {.value = AttributeValue("x"), .action = "PUT"}},
                         {"gone", {.action = "DELETE"}}}};
  EXPECT_EQ(returned(in, "UPDATED_NEW"), (Item{{"n", 2}, {"s", "x"}}));
  in.expected = std::map<std::string, ExpectedAttributeValue>{{"n", {.value = AttributeValue(2)}}};
  EXPECT_EQ(returned(in, "ALL_NEW"), (Item{{"id", "a"}, {"n", 4}, {"s", "x"}}));
  EXPECT_EQ(refusal(in), "ConditionalCheckFailedException: The conditional request failed");
  in.update_expression = "SET n = n";
  EXPECT_EQ(refusal(in),
            "ValidationException: 1 validation error detected: Can not use both expression and non-expression "
            "parameters in the same request: Non-expression parameters: {AttributeUpdates, Expected} Expression "
            "parameters: {UpdateExpression}");
}

TEST_F(UpdateItemTest, holds_to_its_condition) {
  auto in = update("SET n = :n", {{":n", 1}});
  in.condition_expression = "attribute_exists(id)";
  in.return_values_on_condition_check_failure = "ALL_OLD";
  EXPECT_EQ(refusal(in), "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(stored(), Item());
  ASSERT_TRUE(dynamodb_.put("orders", {{"id", "a"}, {"n", 7}}));
  in.condition_expression = "n < :n";
  const auto refused = dynamodb_.call(&DynamodbService::update_item, in);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().json_fields, R"("Item":{"id":{"S":"a"},"n":{"N":"7"}})");
  in.condition_expression = "n > :n";
  ok(in);
  EXPECT_EQ(stored(), (Item{{"id", "a"}, {"n", 1}}));
}

TEST_F(UpdateItemTest, leaves_the_key_alone) {
  const std::string refused =
      "ValidationException: One or more parameter values were invalid: Cannot update attribute id. This attribute is "
      "part of the key";
  EXPECT_EQ(refusal(update("SET id = :n", {{":n", "b"}})), refused);
  EXPECT_EQ(refusal(update("REMOVE id")), refused);
  EXPECT_EQ(refusal({.table_name = "orders",
                     .key = {{"id", "a"}},
                     .attribute_updates =
                         std::map<std::string, AttributeValueUpdate>{{"id", {.value = AttributeValue("b")}}}}),
            refused);
  EXPECT_EQ(refusal({.table_name = "orders", .key = {{"other", "a"}}}),
            "ValidationException: The provided key element does not match the schema");
}

TEST_F(UpdateItemTest, moves_the_entries_of_indexes) {
  ok(update("SET city = :c", {{":c", "Bern"}}));
  EXPECT_EQ(in_city("Bern"), (std::vector<Item>{{{"id", "a"}, {"city", "Bern"}}}));
  ok(update("SET city = :c, n = :n", {{":c", "Chur"}, {":n", 1}}));
  EXPECT_TRUE(in_city("Bern").empty());
  EXPECT_EQ(in_city("Chur"), (std::vector<Item>{{{"id", "a"}, {"city", "Chur"}, {"n", 1}}}));
  ok(update("REMOVE city"));
  EXPECT_TRUE(in_city("Chur").empty());
}

TEST_F(UpdateItemTest, refuses_values_that_keys_of_indexes_cannot_have) {
  const std::string invalid = "ValidationException: One or more parameter values ";
  EXPECT_EQ(refusal(update("SET city = :c", {{":c", 5}})),
            invalid + "were invalid: Type mismatch for Index Key city Expected: S Actual: N IndexName: by-city");
  EXPECT_EQ(refusal(update("SET city = :c", {{":c", ""}})),
            invalid +
                "are not valid. The update expression attempted to update a secondary index key to a value that is not "
                "supported. The AttributeValue for a key attribute cannot contain an empty string value.");
  ok(update("SET n = :n", {{":n", 5}}));
  EXPECT_EQ(refusal(update("SET city = n")),
            "ValidationException: The update expression attempted to update the secondary index key to unsupported "
            "type");
  EXPECT_EQ(stored(), (Item{{"id", "a"}, {"n", 5}}));
}

TEST_F(UpdateItemTest, knows_the_type_of_what_keys_of_indexes_are_computed_from) {
  const std::string mismatch =
      "ValidationException: One or more parameter values were invalid: Type mismatch for Index Key city Expected: S "
      "Actual: ";
  EXPECT_EQ(refusal(update("SET e = city[1], city = id + :n", {{":n", 1}})), mismatch + "N IndexName: by-city");
  EXPECT_EQ(refusal(update("SET m.a = id ADD city :n", {{":n", 1}})), mismatch + "N IndexName: by-city");
  EXPECT_EQ(refusal(update("SET city = list_append(l, l)")), mismatch + "L IndexName: by-city");
}

TEST_F(UpdateItemTest, knows_no_path_into_keys) {
  const std::string refused =
      "ValidationException: Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
      "allowed: ";
  EXPECT_EQ(refusal(update("ADD city.b :n", {{":n", 1}})), refused + "IndexKey: city");
  EXPECT_EQ(refusal(update("SET city[1] = :n", {{":n", 1}})), refused + "IndexKey: city");
  EXPECT_EQ(refusal(update("REMOVE city.b")), refused + "IndexKey: city");
  EXPECT_EQ(refusal(update("SET e = list_append(id, id), f = city[1]")), refused + "IndexKey: city");
  EXPECT_EQ(refusal(update("SET e = if_not_exists(city.b, :n)", {{":n", 1}})), refused + "IndexKey: city");
  EXPECT_EQ(refusal(update("SET e = city[1], f = id.b")), refused + "Key: id");
  EXPECT_EQ(refusal(update("SET id = id.b + id[1]")),
            "ValidationException: One or more parameter values were invalid: Cannot update attribute id. This "
            "attribute is part of the key");
}

TEST_F(UpdateItemTest, records_each_change_and_nothing_else) {
  ok(update("SET n = :n", {{":n", 1}}));
  EXPECT_EQ(change_records(), 1);
  ok(update("SET n = :n", {{":n", 1}}));
  ok(update("REMOVE not_there"));
  EXPECT_EQ(change_records(), 1);
  ok(update("REMOVE n"));
  EXPECT_EQ(change_records(), 2);
}

// 409,600 bytes less what AWS counts for the update itself, but for the key.
TEST_F(UpdateItemTest, measures_the_item_and_what_is_written) {
  const std::string refused = "ValidationException: Item size to update has exceeded the maximum allowed size";
  const std::size_t ceiling = (400 << 10) - 3 - 19 - 1;
  ok(update("SET b = :b", {{":b", std::string(ceiling, 'x')}}));
  EXPECT_EQ(refusal(update("SET b = :b", {{":b", std::string(ceiling + 1, 'x')}})), refused);
  EXPECT_EQ(refusal(update("SET c = :c", {{":c", std::string(100, 'x')}})), refused);
  EXPECT_EQ(stored().size(), 2);
  UpdateItemInput in{.table_name = "orders", .key = {{"id", "a"}}};
  in.attribute_updates = std::map<std::string, AttributeValueUpdate>{
      {"b", {.value = AttributeValue(std::string((400 << 10) - 4, 'x')), .action = "PUT"}}};
  ok(in);  // AttributeUpdates count the item alone
}

TEST_F(UpdateItemTest, says_what_it_used) {
  auto in = update("SET city = :c, x = :x", {{":c", "Bern"}, {":x", std::string(1500, 'x')}});
  in.return_consumed_capacity = "INDEXES";
  auto capacity = dynamodb_.call(&DynamodbService::update_item, in)->consumed_capacity;
  ASSERT_TRUE(capacity);
  EXPECT_EQ(capacity->capacity_units, 4);
  EXPECT_EQ(capacity->table->capacity_units, 2);
  EXPECT_EQ(capacity->global_secondary_indexes->at("by-city").capacity_units, 2);
}

TEST_F(UpdateItemTest, changes_nothing_when_the_store_refuses) {
  ok(update("SET n = :n", {{":n", 1}}));
  dynamodb_.store().fail_next_write();
  EXPECT_NE(refusal(update("SET n = :n", {{":n", 2}})), "");
  EXPECT_EQ(stored(), (Item{{"id", "a"}, {"n", 1}}));
}

TEST_F(UpdateItemTest, adds_up_when_many_count_at_once) {
  for (int i = 0; i < 50; ++i) {
    dynamodb_.executor().spawn([](DynamodbFixture& dynamodb) -> Task<void> {
      auto out =
          co_await as_result(dynamodb.service().update_item(dynamodb.caller, update("ADD n :one", {{":one", 1}})));
      EXPECT_TRUE(out.has_value());
    }(dynamodb_));
  }
  dynamodb_.executor().wait_for_all();
  EXPECT_EQ(stored(), (Item{{"id", "a"}, {"n", 50}}));
}

}  // namespace
}  // namespace penstock::dynamodb
