#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using item::Item;

const std::string cancelled =
    "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons ";

class ExecuteTransactionTest : public testing::Test {
 protected:
  ExecuteTransactionTest() {
    dynamodb_.create_table("items");
    for (const char* id : {"a", "b"}) CHECK(dynamodb_.put("items", {{"id", id}, {"v", 1}}).has_value());
  }
  Result<ExecuteTransactionOutput> run(std::vector<std::string> statements, std::string token = "") {
    ExecuteTransactionInput in{.return_consumed_capacity = "TOTAL"};
    for (auto& statement : statements) in.transact_statements.push_back({.statement = std::move(statement)});
    if (!token.empty()) in.client_request_token = std::move(token);
    return dynamodb_.call(&DynamodbService::execute_transaction, std::move(in));
  }
  std::string refusal(std::vector<std::string> statements, std::string token = "") {
    auto out = run(std::move(statements), std::move(token));
    return out ? "" : out.error().code + ": " + out.error().message;
  }
  Item stored(std::string id) { return dynamodb_.get("items", {{"id", std::move(id)}}); }

  DynamodbFixture dynamodb_;
};

TEST_F(ExecuteTransactionTest, writes_all_or_nothing) {
  EXPECT_EQ(refusal({"INSERT INTO items VALUE {'id': 'c'}", "UPDATE items SET v = v + 1 WHERE id = 'a'",
                     "DELETE FROM items WHERE id = 'b'"}),
            "");
  EXPECT_EQ(stored("c"), (Item{{"id", "c"}}));
  EXPECT_EQ(stored("a"), (Item{{"id", "a"}, {"v", 2}}));
  EXPECT_EQ(stored("b"), Item());
  EXPECT_EQ(refusal({"INSERT INTO items VALUE {'id': 'd'}", "INSERT INTO items VALUE {'id': 'a'}",
                     "UPDATE items SET v = 5 WHERE id = 'c' AND v = 9"}),
            cancelled + "[None, DuplicateItem, ConditionalCheckFailed]");
  EXPECT_EQ(stored("d"), Item());
}

TEST_F(ExecuteTransactionTest, checks_with_exists) {
  EXPECT_EQ(refusal({"EXISTS(SELECT * FROM items WHERE id = 'a' AND v = 1)", "DELETE FROM items WHERE id = 'b'"}), "");
  EXPECT_EQ(refusal({"EXISTS(SELECT * FROM items WHERE id = 'a' AND v = 2)", "DELETE FROM items WHERE id = 'c'"}),
            cancelled + "[ConditionalCheckFailed, None]");
}

TEST_F(ExecuteTransactionTest, reads_items_together) {
  const auto out = run({"SELECT v FROM items WHERE id = 'a'", "SELECT * FROM items WHERE id = 'x'"});
  ASSERT_TRUE(out);
  ASSERT_EQ(out->responses->size(), 2);
  EXPECT_EQ(out->responses->at(0).item, (Item{{"v", 1}}));
  EXPECT_FALSE(out->responses->at(1).item);
  EXPECT_EQ(out->consumed_capacity->at(0).read_capacity_units, 4);
}

TEST_F(ExecuteTransactionTest, is_done_once_with_a_token) {
  const std::vector<std::string> statements{"UPDATE items SET v = v + 1 WHERE id = 'a'"};
  EXPECT_EQ(run(statements, "token")->consumed_capacity->at(0).write_capacity_units, 2);
  EXPECT_EQ(run(statements, "token")->consumed_capacity->at(0).read_capacity_units, 2);
  EXPECT_EQ(stored("a"), (Item{{"id", "a"}, {"v", 2}}));
  EXPECT_EQ(refusal({"DELETE FROM items WHERE id = 'a'"}, "token").substr(0, 37),
            "IdempotentParameterMismatchException:");
}

TEST_F(ExecuteTransactionTest, refuses_what_is_no_transaction) {
  const std::string failed = "ValidationException: Validation failed in TransactStatements[0]: ";
  EXPECT_EQ(refusal({"UPDATE items SET v = 2 WHERE id = 'a' RETURNING ALL NEW *"}),
            failed + "RETURNING clause is not supported in ExecuteTransaction.");
  EXPECT_EQ(refusal({"SELECT * FROM items.i WHERE id = 'a'"}),
            failed + "Reads on indices are not supported within transactions.");
  EXPECT_EQ(refusal({"SELECT * FROM items WHERE v = 1"}),
            failed + "Select statements within ExecuteTransaction must specify the primary key in the where clause.");
  EXPECT_EQ(refusal({"EXISTS(SELECT * FROM items WHERE id = 'a')"}),
            failed + "EXISTS() must contain a single item read with additional condition");
  EXPECT_EQ(refusal({"SELECT * FROM items WHERE id = 'a'", "DELETE FROM items WHERE id = 'b'"}),
            "ValidationException: ExecuteTransaction API does not support both read and write operations in the same "
            "request.");
  EXPECT_EQ(refusal({"DELETE FROM items WHERE id = 'a'", "UPDATE items SET v = 2 WHERE id = 'a'"}),
            "ValidationException: Transaction request cannot include multiple operations on one item");
  EXPECT_EQ(refusal({"DELETE FROM items WHERE v = 1"}), cancelled + "[ValidationError]");
  EXPECT_EQ(refusal({"DELETE FROM absent WHERE id = 'a'"}), "ResourceNotFoundException: Requested resource not found");
}

}  // namespace
}  // namespace penstock::dynamodb
