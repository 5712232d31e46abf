// TransactWriteItems and TransactGetItems.
#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;
using item::Item;

const std::string cancelled =
    "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons ";

TransactWriteItem put(Item item, std::string table = "items") {
  return {.put = Put{.item = std::move(item), .table_name = std::move(table)}};
}
TransactWriteItem put_new(Item item) {
  auto action = put(std::move(item));
  action.put->condition_expression = "attribute_not_exists(id)";
  return action;
}
TransactWriteItem erase(Item key) { return {.delete_ = Delete{.key = std::move(key), .table_name = "items"}}; }
TransactWriteItem check(Item key, std::string condition) {
  return {.condition_check = ConditionCheck{
              .key = std::move(key), .table_name = "items", .condition_expression = std::move(condition)}};
}
TransactWriteItem update(Item key, std::string expression, AttributeMap values) {
  return {.update = Update{.key = std::move(key),
                           .update_expression = std::move(expression),
                           .table_name = "items",
                           .expression_attribute_values = std::move(values)}};
}
TransactWriteItem count_up(std::string id) { return update({{"id", std::move(id)}}, "ADD n :one", {{":one", 1}}); }

class TransactItemsTest : public testing::Test {
 protected:
  TransactItemsTest() {
    auto in = DynamodbFixture::table_input("items", {});
    in.attribute_definitions.push_back({"city", "S"});
    in.global_secondary_indexes = std::vector<GlobalSecondaryIndex>{
        {.index_name = "by-city", .key_schema = {{"city", "HASH"}}, .projection = {.projection_type = "ALL"}}};
    dynamodb_.create(std::move(in));
    dynamodb_.create_table("others");
  }
  Result<TransactWriteItemsOutput> write(std::vector<TransactWriteItem> actions, std::string token = "") {
    TransactWriteItemsInput in{.transact_items = std::move(actions), .return_consumed_capacity = "TOTAL"};
    if (!token.empty()) in.client_request_token = std::move(token);
    return dynamodb_.call(&DynamodbService::transact_write_items, std::move(in));
  }
  std::string refusal(std::vector<TransactWriteItem> actions, std::string token = "") {
    auto out = write(std::move(actions), std::move(token));
    return out ? "" : out.error().code + ": " + out.error().message;
  }
  // The reasons as JSON.
  std::string reasons(std::vector<TransactWriteItem> actions) {
    auto out = write(std::move(actions));
    return out ? "" : out.error().json_fields;
  }
  std::string reason(TransactWriteItem action) {
    std::vector<TransactWriteItem> actions;
    actions.push_back(std::move(action));
    return reasons(std::move(actions));
  }
  Item stored(std::string id) { return dynamodb_.get("items", {{"id", std::move(id)}}); }

  DynamodbFixture dynamodb_;
};

TEST_F(TransactItemsTest, does_everything_or_nothing) {
  ASSERT_TRUE(dynamodb_.put("items", {{"id", "old"}}));
  ASSERT_TRUE(dynamodb_.put("items", {{"id", "checked"}, {"n", 1}}));
  ASSERT_TRUE(write({put({{"id", "a"}}), put({{"id", "a"}}, "others"), erase({{"id", "old"}}), count_up("counted"),
                     check({{"id", "checked"}}, "attribute_exists(n)")}));
  dynamodb_.power_cycle();
  EXPECT_EQ(stored("a"), (Item{{"id", "a"}}));
  EXPECT_EQ(stored("old"), Item());
  EXPECT_EQ(stored("counted"), (Item{{"id", "counted"}, {"n", 1}}));
  EXPECT_EQ(dynamodb_.scan("others").size(), 1);

  EXPECT_EQ(refusal({put({{"id", "b"}}), check({{"id", "checked"}}, "attribute_not_exists(n)"), erase({{"id", "a"}})}),
            cancelled + "[None, ConditionalCheckFailed, None]");
  EXPECT_EQ(stored("b"), Item());
  EXPECT_EQ(stored("a"), (Item{{"id", "a"}}));
}

TEST_F(TransactItemsTest, tells_a_reason_for_each_action) {
  ASSERT_TRUE(dynamodb_.put("items", {{"id", "a"}, {"n", 7}}));
  auto with_item = put_new({{"id", "a"}});
  with_item.put->return_values_on_condition_check_failure = "ALL_OLD";
  EXPECT_EQ(reasons({put({{"id", "b"}}), with_item}),
            R"("CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"The conditional )"
            R"(request failed","Item":{"id":{"S":"a"},"n":{"N":"7"}}}])");
  EXPECT_EQ(reason(update({{"id", "a"}}, "SET x = y + :one", {{":one", 1}})),
            R"("CancellationReasons":[{"Code":"ValidationError","Message":"The provided expression refers to an )"
            R"(attribute that does not exist in the item"}])");
}

TEST_F(TransactItemsTest, cancels_for_keys_of_the_wrong_type) {
  const auto expected = [](std::string message) {
    return R"("CancellationReasons":[{"Code":"ValidationError","Message":")" + message + "\"}]";
  };
  const std::string invalid = "One or more parameter values were invalid: ";
  EXPECT_EQ(reason(put({{"id", 5}})), expected(invalid + "Type mismatch for key id expected: S actual: N"));
  EXPECT_EQ(reason(put({{"id", "a"}, {"city", 5}})),
            expected(invalid + "Type mismatch for Index Key city Expected: S Actual: N IndexName: by-city"));
  EXPECT_EQ(reason(update({{"id", "a"}}, "SET city = :c", {{":c", 5}})),
            expected(invalid + "Type mismatch for Index Key city Expected: S Actual: N IndexName: by-city"));
  const auto mismatch = expected("The provided key element does not match the schema");
  EXPECT_EQ(reason(erase({{"id", 5}})), mismatch);
  EXPECT_EQ(reason(check({{"id", 5}}, "attribute_exists(n)")), mismatch);
  EXPECT_EQ(reason(update({{"other", "a"}}, "SET city = :c", {{":c", "x"}})), mismatch);
}

TEST_F(TransactItemsTest, refuses_what_it_cannot_begin) {
  const std::string validation = "ValidationException: ";
  EXPECT_EQ(refusal({put({{"id", "a"}}), erase({{"id", "a"}})}),
            validation + "Transaction request cannot include multiple operations on one item");
  EXPECT_EQ(refusal({put({{"id", "a"}}, "nothing")}), "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(refusal({{}}), validation + "TransactItems can only contain one of Check, Put, Update or Delete");
  const std::string empty = validation +
                            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
                            "contain an empty string value. Key: id";
  EXPECT_EQ(refusal({put({{"id", ""}})}), empty);
  EXPECT_EQ(refusal({erase({{"id", ""}})}), empty);
  EXPECT_EQ(refusal({update({{"id", "a"}}, "SET city = :c", {{":c", ""}})}),
            validation +
                "One or more parameter values are not valid. The update expression attempted to update a secondary "
                "index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an "
                "empty string value.");
  EXPECT_EQ(refusal({put({{"id", "a"}, {"x", std::string(400 << 10, 'x')}})}),
            validation + "Item size has exceeded the maximum allowed size");
  EXPECT_EQ(refusal({check({{"id", "a"}}, "nonsense(")}).substr(0, validation.size() + 27),
            validation + "Invalid ConditionExpression");
  EXPECT_EQ(refusal({update({{"id", "a"}}, "SET x = :x", {{":x", std::string(400 << 10, 'x')}})}),
            cancelled + "[ValidationError]");
}

TEST_F(TransactItemsTest, takes_100_items_and_4_megabytes) {
  std::vector<TransactWriteItem> actions;
  for (int i = 0; i < 100; ++i) actions.push_back(put({{"id", std::to_string(i)}}));
  EXPECT_EQ(refusal(std::move(actions)), "");
  EXPECT_EQ(dynamodb_.scan("items").size(), 100);
  std::vector<TransactWriteItem> large;
  std::vector<TransactWriteItem> too_large;
  for (int i = 0; i < 12; ++i) {
    const Item item{{"id", "large" + std::to_string(i)}, {"x", std::string(350'000, 'x')}};
    if (i < 10) large.push_back(put(item));
    too_large.push_back(put(item));
  }
  EXPECT_EQ(refusal(std::move(too_large)).substr(0, 20), "ValidationException:");
  EXPECT_EQ(refusal(std::move(large)), "");
}

TEST_F(TransactItemsTest, is_done_once_with_a_token) {
  const auto first = write({count_up("a")}, "token");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->consumed_capacity->at(0).write_capacity_units, 2);
  const auto again = write({count_up("a")}, "token");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->consumed_capacity->at(0).read_capacity_units, 2);
  EXPECT_FALSE(again->consumed_capacity->at(0).write_capacity_units);
  dynamodb_.power_cycle();
  EXPECT_EQ(refusal({count_up("a")}, "token"), "");
  EXPECT_EQ(stored("a"), (Item{{"id", "a"}, {"n", 1}}));
  EXPECT_EQ(refusal({count_up("b")}, "token").substr(0, 37), "IdempotentParameterMismatchException:");

  dynamodb_.pass(std::chrono::minutes{10});
  EXPECT_EQ(refusal({count_up("b")}, "token"), "");
  EXPECT_EQ(stored("b"), (Item{{"id", "b"}, {"n", 1}}));
}

TEST_F(TransactItemsTest, may_be_tried_again_with_its_token_when_it_was_cancelled) {
  EXPECT_EQ(refusal({check({{"id", "a"}}, "attribute_exists(id)")}, "token"), cancelled + "[ConditionalCheckFailed]");
  ASSERT_TRUE(dynamodb_.put("items", {{"id", "a"}}));
  EXPECT_EQ(refusal({check({{"id", "a"}}, "attribute_exists(id)")}, "token"), "");
}

TEST_F(TransactItemsTest, forgets_tokens_after_their_time) {
  const auto tokens = [&] { return dynamodb_.store().scan(tokens_prefix, prefix_end(tokens_prefix), 100)->size(); };
  const auto ends = [&] { return dynamodb_.store().scan(token_ends_prefix, prefix_end(token_ends_prefix), 9)->size(); };
  EXPECT_EQ(refusal({count_up("a")}, "early"), "");
  dynamodb_.pass(std::chrono::minutes{9});
  EXPECT_EQ(refusal({count_up("a")}, "late"), "");
  dynamodb_.pass(std::chrono::minutes{2});
  EXPECT_EQ(refusal({count_up("a")}, "early"), "");  // anew, before the old one is forgotten
  dynamodb_.keep_house();
  EXPECT_EQ(tokens(), 2);
  EXPECT_EQ(ends(), 2);
  dynamodb_.pass(std::chrono::minutes{11});
  dynamodb_.keep_house();
  EXPECT_EQ(tokens() + ends(), 0);
  EXPECT_EQ(stored("a"), (Item{{"id", "a"}, {"n", 3}}));
}

TEST_F(TransactItemsTest, changes_nothing_when_the_store_refuses) {
  dynamodb_.store().fail_next_write();
  EXPECT_NE(refusal({count_up("a"), count_up("b")}, "token"), "");
  EXPECT_EQ(stored("a"), Item());
  EXPECT_EQ(refusal({count_up("a"), count_up("b")}, "token"), "");
  EXPECT_EQ(stored("a"), (Item{{"id", "a"}, {"n", 1}}));
}

TEST_F(TransactItemsTest, reads_items_together) {
  ASSERT_TRUE(dynamodb_.put("items", {{"id", "a"}, {"n", 1}, {"m", 2}}));
  const auto out = dynamodb_.call(
      &DynamodbService::transact_get_items,
      {.transact_items = {{Get{.key = {{"id", "a"}}, .table_name = "items", .projection_expression = "n"}},
                          {Get{.key = {{"id", "x"}}, .table_name = "items"}},
                          {Get{.key = {{"id", "a"}}, .table_name = "others"}}},
       .return_consumed_capacity = "INDEXES"});
  ASSERT_TRUE(out);
  ASSERT_EQ(out->responses->size(), 3);
  EXPECT_EQ(out->responses->at(0).item, (Item{{"n", 1}}));
  EXPECT_FALSE(out->responses->at(1).item);
  EXPECT_EQ(out->consumed_capacity->at(0).capacity_units, 4);
  EXPECT_EQ(out->consumed_capacity->at(0).table->read_capacity_units, 4);
}

TEST_F(TransactItemsTest, refuses_reads_as_it_refuses_writes) {
  const auto refused = [&](std::vector<TransactGetItem> reads) {
    return dynamodb_.error_of(&DynamodbService::transact_get_items, {.transact_items = std::move(reads)});
  };
  const Get get{.key = {{"id", "a"}}, .table_name = "items"};
  EXPECT_EQ(refused({{get}, {get}}),
            "ValidationException: Transaction request cannot include multiple operations on one item");
  EXPECT_EQ(refused({{get}, {Get{.key = {}, .table_name = "items"}}}), cancelled + "[None, ValidationError]");
  EXPECT_EQ(refused({{Get{.key = {{"id", "a"}}, .table_name = "nothing"}}}),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(refused({{Get{.key = {{"id", "a"}}, .table_name = "items", .projection_expression = "!!!"}}}),
            "ValidationException: Invalid ProjectionExpression: Syntax error; token: \"!\", near: \"!!\"");
}

// Money goes from one account to another; whoever looks at both at once always sees the same sum.
TEST_F(TransactItemsTest, shows_all_of_a_transaction_or_nothing_of_it) {
  for (const char* id : {"a", "b"}) ASSERT_TRUE(dynamodb_.put("items", {{"id", id}, {"n", 50}}));
  for (int i = 0; i < 40; ++i) {
    dynamodb_.executor().spawn([](DynamodbFixture& dynamodb, int i) -> Task<void> {
      const std::string from = i % 2 == 0 ? "a" : "b";
      const std::string to = i % 2 == 0 ? "b" : "a";
      TransactWriteItemsInput in;
      in.transact_items.push_back(update({{"id", from}}, "ADD n :m", {{":m", -(i % 7)}}));
      in.transact_items.push_back(update({{"id", to}}, "ADD n :m", {{":m", i % 7}}));
      EXPECT_TRUE(co_await as_result(dynamodb.service().transact_write_items(dynamodb.caller, std::move(in))));
    }(dynamodb_, i));
    dynamodb_.executor().spawn([](DynamodbFixture& dynamodb) -> Task<void> {
      const auto out = co_await as_result(dynamodb.service().transact_get_items(
          dynamodb.caller, {.transact_items = {{Get{.key = {{"id", "a"}}, .table_name = "items"}},
                                               {Get{.key = {{"id", "b"}}, .table_name = "items"}}}}));
      EXPECT_TRUE(out.has_value());
      if (!out) co_return;
      const auto n = [&](std::size_t place) { return *out->responses->at(place).item->find("n")->get<item::Number>(); };
      EXPECT_EQ(*item::add(n(0), n(1)), item::Number(100));
    }(dynamodb_));
  }
  dynamodb_.executor().wait_for_all();
}

}  // namespace
}  // namespace penstock::dynamodb
