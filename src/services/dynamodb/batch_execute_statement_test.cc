#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using item::Item;

class BatchExecuteStatementTest : public testing::Test {
 protected:
  BatchExecuteStatementTest() {
    dynamodb_.create_table("items");
    dynamodb_.create_table("others");
    for (const char* id : {"a", "b"}) CHECK(dynamodb_.put("items", {{"id", id}, {"v", 1}}).has_value());
  }
  std::vector<BatchStatementResponse> run(std::vector<BatchStatementRequest> statements) {
    auto out = dynamodb_.call(&DynamodbService::batch_execute_statement, {.statements = std::move(statements)});
    if (!out) ADD_FAILURE() << out.error().message;
    return out ? *out->responses : std::vector<BatchStatementResponse>();
  }
  // The one error, "code: message".
  std::string error_of(BatchStatementRequest statement) {
    const auto responses = run({std::move(statement)});
    const auto& error = responses.at(0).error;
    return error ? *error->code + ": " + *error->message : "";
  }
  std::string error_of(std::string statement) {
    return error_of(BatchStatementRequest{.statement = std::move(statement)});
  }

  DynamodbFixture dynamodb_;
};

TEST_F(BatchExecuteStatementTest, reads_items_by_their_keys) {
  const auto responses = run({{.statement = "SELECT * FROM items WHERE id = 'a'"},
                              {.statement = "SELECT v FROM items WHERE id = ?", .parameters = {{"b"}}},
                              {.statement = "SELECT * FROM items WHERE id = 'x'"}});
  ASSERT_EQ(responses.size(), 3);
  EXPECT_EQ(responses[0].item, (Item{{"id", "a"}, {"v", 1}}));
  EXPECT_EQ(responses[1].item, (Item{{"v", 1}}));
  EXPECT_EQ(responses[2].item, std::nullopt);
  for (const auto& response : responses) {
    EXPECT_EQ(response.table_name, "items");
    EXPECT_FALSE(response.error);
  }
}

TEST_F(BatchExecuteStatementTest, writes_what_can_be_written_and_tells_the_rest) {
  const auto responses = run({{.statement = "INSERT INTO items VALUE {'id': 'c'}"},
                              {.statement = "INSERT INTO items VALUE {'id': 'a'}"},
                              {.statement = "UPDATE items SET v = 2 WHERE id = 'a' RETURNING ALL OLD *"},
                              {.statement = "DELETE FROM items WHERE id = 'b' AND v = 5",
                               .return_values_on_condition_check_failure = "ALL_OLD"},
                              {.statement = "DELETE FROM items WHERE id = 'b' AND v = 5"},
                              {.statement = "DELETE FROM absent WHERE id = 'b'"},
                              {.statement = "nonsense"}});
  ASSERT_EQ(responses.size(), 7);
  EXPECT_FALSE(responses[0].error);
  EXPECT_EQ(responses[1].error->code, "DuplicateItem");
  EXPECT_EQ(responses[2].item, (Item{{"id", "a"}, {"v", 1}}));
  EXPECT_EQ(responses[3].error->code, "ConditionalCheckFailed");
  EXPECT_EQ(responses[3].error->item, (Item{{"id", "b"}, {"v", 1}}));
  EXPECT_EQ(responses[4].error->item, std::nullopt);
  EXPECT_EQ(responses[5].error->code, "ResourceNotFound");
  EXPECT_EQ(responses[0].table_name, "items");
  EXPECT_EQ(responses[5].table_name, std::nullopt);
  EXPECT_EQ(responses[6].error->code, "ValidationError");
  EXPECT_EQ(dynamodb_.get("items", {{"id", "c"}}), (Item{{"id", "c"}}));
  EXPECT_EQ(dynamodb_.get("items", {{"id", "a"}}), (Item{{"id", "a"}, {"v", 2}}));
}

TEST_F(BatchExecuteStatementTest, reads_by_the_key_alone) {
  const std::string text =
      "ValidationError: Select statements within BatchExecuteStatement must specify the primary key in the where "
      "clause.";
  EXPECT_EQ(error_of("SELECT * FROM items"), text);
  EXPECT_EQ(error_of("SELECT * FROM items WHERE id = 'a' AND v = 1"), text);
  EXPECT_EQ(error_of("SELECT * FROM items WHERE id IN ['a', 'b']"), text);
  EXPECT_EQ(error_of("SELECT * FROM items.other WHERE id = 'a'"), text);
  EXPECT_EQ(error_of("EXISTS(SELECT * FROM items WHERE id = 'a' AND v = 1)"),
            "ValidationError: EXISTS can only be used in ExecuteTransaction write requests.");
}

TEST_F(BatchExecuteStatementTest, either_reads_or_writes) {
  EXPECT_EQ(
      dynamodb_.error_of(&DynamodbService::batch_execute_statement,
                         {.statements = {{.statement = "SELECT * FROM items WHERE id = 'a'"},
                                         {.statement = "DELETE FROM items WHERE id = 'a'"}}}),
      "ValidationException: BatchExecuteStatement API does not support both read and write operations in the same "
      "request.");
}

TEST_F(BatchExecuteStatementTest, counts_capacity_by_table) {
  const auto out =
      dynamodb_.call(&DynamodbService::batch_execute_statement,
                     {.statements = {{.statement = "SELECT * FROM items WHERE id = 'a'"},
                                     {.statement = "SELECT * FROM others WHERE id = 'a'", .consistent_read = true},
                                     {.statement = "SELECT * FROM items WHERE id = 'b'"}},
                      .return_consumed_capacity = "TOTAL"});
  ASSERT_TRUE(out);
  ASSERT_EQ(out->consumed_capacity->size(), 2);
  EXPECT_EQ(out->consumed_capacity->at(0).table_name, "items");
  EXPECT_EQ(out->consumed_capacity->at(0).capacity_units, 1);
  EXPECT_EQ(out->consumed_capacity->at(1).capacity_units, 1);
}

}  // namespace
}  // namespace penstock::dynamodb
