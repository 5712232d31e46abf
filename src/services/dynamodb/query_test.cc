#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;
using item::Item;

class QueryTest : public testing::Test {
 protected:
  QueryTest() {
    auto in = DynamodbFixture::table_input("orders", {.range = "placed", .range_type = "N"});
    in.attribute_definitions.push_back({"customer", "S"});
    in.local_secondary_indexes = {{"local", {{"id", "HASH"}, {"customer", "RANGE"}}, {"KEYS_ONLY"}}};
    in.global_secondary_indexes = {
        {"global", {{"customer", "HASH"}, {"placed", "RANGE"}}, {"INCLUDE", std::vector<std::string>{"amount"}}}};
    dynamodb_.create(std::move(in));
    for (int at = 0; at < 10; ++at) {
      CHECK(dynamodb_.put("orders", order("a", at)).has_value());
      CHECK(dynamodb_.put("orders", order("b", -at)).has_value());
    }
  }
  static Item order(const char* id, int at) {
    return {{"id", id}, {"placed", at}, {"customer", at % 2 == 0 ? "even" : "odd"}, {"amount", at * 10}, {"note", "n"}};
  }
  static QueryInput of(std::string key_condition, AttributeMap values) {
    return {.table_name = "orders",
            .key_condition_expression = std::move(key_condition),
            .expression_attribute_values = std::move(values)};
  }
  std::vector<int> places(const QueryInput& in) {
    const auto out = dynamodb_.call(&DynamodbService::query, in);
    if (!out) ADD_FAILURE() << out.error().message;
    std::vector<int> places;
    for (const auto& item : out ? *out->items : std::vector<Item>()) {
      places.push_back(std::stoi(item.find("placed")->get<item::Number>()->text()));
    }
    return places;
  }
  std::string refusal(QueryInput in) { return dynamodb_.error_of(&DynamodbService::query, std::move(in)); }

  DynamodbFixture dynamodb_;
};

TEST_F(QueryTest, reads_a_range_of_one_partition_in_order) {
  using Places = std::vector<int>;
  const AttributeMap id{{":id", "b"}};
  EXPECT_EQ(places(of("id = :id", id)), (Places{-9, -8, -7, -6, -5, -4, -3, -2, -1, 0}));
  const auto range = [&](const std::string& condition, int value) {
    return places(of("id = :id AND " + condition, {{":id", "b"}, {":v", value}}));
  };
  EXPECT_EQ(range("placed = :v", -3), (Places{-3}));
  EXPECT_EQ(range("placed < :v", -7), (Places{-9, -8}));
  EXPECT_EQ(range("placed <= :v", -7), (Places{-9, -8, -7}));
  EXPECT_EQ(range("placed > :v", -2), (Places{-1, 0}));
  EXPECT_EQ(range("placed >= :v", -2), (Places{-2, -1, 0}));
  EXPECT_EQ(places(of("id = :id AND placed BETWEEN :x AND :y", {{":id", "a"}, {":x", 3}, {":y", 5}})),
            (Places{3, 4, 5}));
  auto backwards = of("id = :id AND placed > :v", {{":id", "a"}, {":v", 6}});
  backwards.scan_index_forward = false;
  EXPECT_EQ(places(backwards), (Places{9, 8, 7}));
}

TEST_F(QueryTest, goes_on_where_a_page_ended) {
  for (const bool forward : {true, false}) {
    auto in = of("id = :id", {{":id", "a"}});
    in.limit = 4;
    in.scan_index_forward = forward;
    std::vector<Item> all;
    int pages = 0;
    do {
      auto out = dynamodb_.call(&DynamodbService::query, in);
      ASSERT_TRUE(out);
      EXPECT_EQ(out->count, out->items->size());
      for (auto& item : *out->items) all.push_back(std::move(item));
      in.exclusive_start_key = out->last_evaluated_key;
      ++pages;
    } while (in.exclusive_start_key);
    EXPECT_EQ(pages, 3);
    ASSERT_EQ(all.size(), 10U);
    EXPECT_EQ(all.front(), order("a", forward ? 0 : 9));
    EXPECT_EQ(all.back(), order("a", forward ? 9 : 0));
  }
}

TEST_F(QueryTest, filters_after_it_has_read) {
  auto in = of("id = :id", {{":id", "a"}, {":t", 60}});
  in.filter_expression = "amount >= :t";
  in.limit = 8;
  in.projection_expression = "amount";
  const auto out = dynamodb_.call(&DynamodbService::query, in);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->scanned_count, 8);
  EXPECT_EQ(out->count, 2);
  EXPECT_EQ(out->items->at(0), (Item{{"amount", 60}}));
  EXPECT_EQ(out->last_evaluated_key, (Item{{"placed", 7}, {"id", "a"}}));
  in.select = "COUNT";
  in.projection_expression.reset();
  const auto counted = dynamodb_.call(&DynamodbService::query, in);
  EXPECT_EQ(counted->count, 2);
  EXPECT_FALSE(counted->items);
}

TEST_F(QueryTest, takes_the_parameters_from_before_expressions) {
  QueryInput in{.table_name = "orders"};
  in.attributes_to_get = std::vector<std::string>{"placed"};
  in.key_conditions = {{"id", {std::vector<item::AttributeValue>{"a"}, "EQ"}},
                       {"placed", {std::vector<item::AttributeValue>{2, 4}, "BETWEEN"}}};
  in.query_filter = {{"customer", {std::vector<item::AttributeValue>{"even"}, "EQ"}}};
  EXPECT_EQ(places(in), (std::vector<int>{2, 4}));
}

TEST_F(QueryTest, reads_a_global_index) {
  auto in = of("customer = :c AND placed > :v", {{":c", "even"}, {":v", 4}});
  in.index_name = "global";
  const auto out = dynamodb_.call(&DynamodbService::query, in);
  ASSERT_TRUE(out);
  ASSERT_EQ(out->items->size(), 2U);
  EXPECT_EQ(out->items->at(0), (Item{{"placed", 6}, {"customer", "even"}, {"id", "a"}, {"amount", 60}}));
  in.limit = 1;
  const auto page = dynamodb_.call(&DynamodbService::query, in);
  EXPECT_EQ(page->last_evaluated_key, (Item{{"placed", 6}, {"customer", "even"}, {"id", "a"}}));
  in.exclusive_start_key = page->last_evaluated_key;
  EXPECT_EQ(places(in), (std::vector<int>{8}));
  in.consistent_read = true;
  EXPECT_EQ(refusal(in), "ValidationException: Consistent reads are not supported on global secondary indexes");
}

TEST_F(QueryTest, fetches_what_a_local_index_lacks) {
  auto in = of("id = :id AND customer = :c", {{":id", "a"}, {":c", "odd"}});
  in.index_name = "local";
  auto out = dynamodb_.call(&DynamodbService::query, in);
  ASSERT_EQ(out->items->size(), 5U);
  EXPECT_EQ(out->items->at(0), (Item{{"placed", 1}, {"customer", "odd"}, {"id", "a"}}));
  in.select = "ALL_ATTRIBUTES";
  in.return_consumed_capacity = "INDEXES";
  out = dynamodb_.call(&DynamodbService::query, in);
  EXPECT_EQ(out->items->at(0), order("a", 1));
  EXPECT_EQ(out->consumed_capacity->local_secondary_indexes->at("local").capacity_units, 0.5);
  EXPECT_EQ(out->consumed_capacity->table->capacity_units, 0.5);
  in.select.reset();
  in.projection_expression = "note";
  EXPECT_EQ(dynamodb_.call(&DynamodbService::query, in)->items->at(0), (Item{{"note", "n"}}));
}

TEST_F(QueryTest, keeps_indexes_equal_to_the_items) {
  auto in = of("customer = :c", {{":c", "even"}});
  in.index_name = "global";
  EXPECT_EQ(places(in).size(), 10U);
  ASSERT_TRUE(dynamodb_.put("orders", {{"id", "a"}, {"placed", 0}, {"customer", "odd"}}));
  ASSERT_TRUE(dynamodb_.put("orders", {{"id", "a"}, {"placed", 2}}));
  ASSERT_TRUE(
      dynamodb_.call(&DynamodbService::delete_item, {.table_name = "orders", .key = {{"id", "a"}, {"placed", 4}}}));
  EXPECT_EQ(places(in).size(), 7U);
  EXPECT_EQ(dynamodb_.described("orders").global_secondary_indexes->at(0).item_count, 18);
}

TEST_F(QueryTest, ends_a_page_at_one_megabyte) {
  dynamodb_.create_table("large", {.range = "placed", .range_type = "N"});
  for (int at = 0; at < 5; ++at) {
    ASSERT_TRUE(dynamodb_.put("large", {{"id", "a"}, {"placed", at}, {"x", std::string(300'000, 'x')}}));
  }
  auto in = of("id = :id", {{":id", "a"}});
  in.table_name = "large";
  in.return_consumed_capacity = "TOTAL";
  auto out = dynamodb_.call(&DynamodbService::query, in);
  EXPECT_EQ(out->count, 4);
  EXPECT_EQ(out->last_evaluated_key, (Item{{"placed", 3}, {"id", "a"}}));
  EXPECT_EQ(out->consumed_capacity->capacity_units, 146.5);
  in.exclusive_start_key = out->last_evaluated_key;
  out = dynamodb_.call(&DynamodbService::query, in);
  EXPECT_EQ(out->count, 1);
  EXPECT_FALSE(out->last_evaluated_key);
}

TEST_F(QueryTest, says_what_is_wrong) {
  const auto with = [&](auto change) {
    auto in = of("id = :id", {{":id", "a"}});
    change(in);
    return refusal(std::move(in));
  };
  using In = QueryInput;
  const std::string v = "ValidationException: ";
  EXPECT_EQ(refusal({.table_name = "orders", .limit = 0}),
            v + "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value "
                "greater than or equal to 1");
  EXPECT_EQ(refusal({.table_name = "orders"}),
            v + "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
  EXPECT_EQ(refusal(of("placed = :v", {{":v", 1}})), v + "Query condition missed key schema element: id");
  EXPECT_EQ(with([](In& in) { in.index_name = "none"; }), v + "The table does not have the specified index: none");
  EXPECT_EQ(with([](In& in) { in.select = "SPECIFIC_ATTRIBUTES"; }),
            v + "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  EXPECT_EQ(with([](In& in) {
              in.select = "ALL_ATTRIBUTES";
              in.projection_expression = "amount";
            }),
            v + "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES");
  EXPECT_EQ(with([](In& in) { in.select = "ALL_PROJECTED_ATTRIBUTES"; }),
            v + "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  EXPECT_EQ(with([](In& in) {
              in.filter_expression = "placed > :v";
              in.expression_attribute_values->set(":v", 1);
            }),
            v + "Filter Expression can only contain non-primary key attributes: Primary key attribute: placed");
  EXPECT_EQ(with([](In& in) { in.projection_expression = "id.x"; }),
            v + "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: id");
  EXPECT_EQ(with([](In& in) { in.exclusive_start_key = Item{{"id", "a"}}; }),
            v + "The provided starting key is invalid");
  EXPECT_EQ(with([](In& in) { in.exclusive_start_key = Item{{"id", "b"}, {"placed", 1}}; }),
            v + "The provided starting key is outside query boundaries based on provided conditions");
  EXPECT_EQ(with([](In& in) { in.exclusive_start_key = Item{{"id", "a"}, {"placed", "x"}}; }),
            v + "The provided key element does not match the schema");
  auto global = of("customer = :c", {{":c", "even"}});
  global.index_name = "global";
  global.select = "ALL_ATTRIBUTES";
  EXPECT_EQ(refusal(global),
            v + "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported "
                "for global secondary index global because its projection type is not ALL");
  global.select.reset();
  global.projection_expression = "note";
  EXPECT_EQ(refusal(global),
            v + "One or more parameter values were invalid: Global secondary index global does not project [note]");
}

TEST_F(QueryTest, answers_a_store_that_fails) {
  dynamodb_.store().fail_reads(true);
  const auto out = dynamodb_.call(&DynamodbService::query, of("id = :id", {{":id", "a"}}));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().status, 500);
}

TEST_F(QueryTest, finds_strings_by_their_beginning) {
  dynamodb_.create_table("texts", {.range = "text"});
  for (const auto* text : {"a", "ab", "abc", "b", "a\xff", "\xff"}) {
    ASSERT_TRUE(dynamodb_.put("texts", {{"id", "x"}, {"text", text}}));
  }
  ASSERT_TRUE(dynamodb_.put("texts", {{"id", "x"}, {"text", std::string("a\0b", 3)}}));
  auto in = of("id = :id AND begins_with(#t, :p)", {{":id", "x"}, {":p", "a"}});
  in.table_name = "texts";
  in.expression_attribute_names = std::map<std::string, std::string>{{"#t", "text"}};
  const auto out = dynamodb_.call(&DynamodbService::query, in);
  ASSERT_TRUE(out);
  std::vector<std::string> texts;
  for (const auto& item : *out->items) texts.push_back(*item.find("text")->get<std::string>());
  EXPECT_EQ(texts, (std::vector<std::string>{"a", std::string("a\0b", 3), "ab", "abc", "a\xff"}));
}

}  // namespace
}  // namespace penstock::dynamodb
