#include <gtest/gtest.h>

#include <random>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;
using item::AttributeValue;
using item::Item;
using Items = std::vector<Item>;

class ExecuteStatementTest : public testing::Test {
 protected:
  ExecuteStatementTest() {
    auto in = DynamodbFixture::table_input("orders", {.range = "placed", .range_type = "N"});
    in.attribute_definitions.push_back({"customer", "S"});
    in.local_secondary_indexes = {{"local", {{"id", "HASH"}, {"customer", "RANGE"}}, {"KEYS_ONLY"}}};
    in.global_secondary_indexes = {
        {"global", {{"customer", "HASH"}, {"placed", "RANGE"}}, {"INCLUDE", std::vector<std::string>{"amount"}}}};
    dynamodb_.create(std::move(in));
    for (int at = 0; at < 5; ++at) {
      CHECK(dynamodb_.put("orders", order("a", at)).has_value());
      CHECK(dynamodb_.put("orders", order("b", at)).has_value());
    }
  }
  static Item order(const char* id, int at) {
    return {{"id", id}, {"placed", at}, {"customer", at % 2 == 0 ? "even" : "odd"}, {"amount", at * 10}, {"note", "n"}};
  }
  ExecuteStatementOutput run(ExecuteStatementInput in) {
    auto out = dynamodb_.call(&DynamodbService::execute_statement, std::move(in));
    if (!out) ADD_FAILURE() << out.error().message;
    return out ? *std::move(out) : ExecuteStatementOutput{.items = Items()};
  }
  Items items(std::string statement, std::optional<item::List> parameters = {}) {
    return *run({.statement = std::move(statement), .parameters = std::move(parameters)}).items;
  }
  // "a0 a1": which orders.
  std::string orders(const std::string& statement, std::optional<item::List> parameters = {}) {
    std::string text;
    for (const auto& item : items(statement, std::move(parameters))) {
      text += (text.empty() ? "" : " ") + *item.find("id")->get<std::string>() +
              item.find("placed")->get<item::Number>()->text();
    }
    return text;
  }
  std::string refusal(ExecuteStatementInput in) {
    return dynamodb_.error_of(&DynamodbService::execute_statement, std::move(in));
  }
  std::string refusal(std::string statement, bool is_consistent = false) {
    return refusal({.statement = std::move(statement), .consistent_read = is_consistent});
  }
  Item stored(const char* id, int at) { return dynamodb_.get("orders", {{"id", id}, {"placed", at}}); }

  DynamodbFixture dynamodb_;
};

TEST_F(ExecuteStatementTest, selects_what_the_condition_says) {
  EXPECT_EQ(items("SELECT * FROM orders WHERE id = 'a' AND placed = 2"), Items{order("a", 2)});
  EXPECT_EQ(orders("SELECT id, placed FROM orders WHERE id = ? AND placed >= ?", {{"a", 3}}), "a3 a4");
  EXPECT_EQ(orders("SELECT * FROM orders WHERE id = 'a' AND amount > 10 ORDER BY placed DESC"), "a4 a3 a2");
  EXPECT_EQ(orders("SELECT * FROM orders WHERE id IN ['b', 'a'] AND placed = 1 ORDER BY id"), "a1 b1");
  EXPECT_EQ(items("SELECT * FROM orders").size(), 10);
  EXPECT_EQ(items("SELECT * FROM orders WHERE amount = 20").size(), 2);
  EXPECT_EQ(items("SELECT * FROM orders WHERE id = 'nobody'"), Items());
  EXPECT_EQ(items("SELECT amount FROM orders WHERE id = 'a' AND placed = 2"), (Items{{{"amount", 20}}}));
}

TEST_F(ExecuteStatementTest, selects_through_an_index) {
  EXPECT_EQ(orders(R"(SELECT * FROM "orders"."global" WHERE customer = 'odd' AND placed = 3)"), "b3 a3");
  EXPECT_EQ(items(R"(SELECT * FROM "orders"."global" WHERE customer = 'odd' AND placed = 3)")[0].contains("note"),
            false);
  EXPECT_EQ(items(R"(SELECT * FROM "orders"."global")").size(), 10);
  EXPECT_EQ(items(R"(SELECT note FROM "orders"."local" WHERE id = 'a' AND customer = 'odd')"),
            (Items{{{"note", "n"}}, {{"note", "n"}}}));
}

TEST_F(ExecuteStatementTest, refuses_what_an_index_lacks) {
  EXPECT_EQ(refusal(R"(SELECT * FROM "orders"."other")"),
            "ValidationException: The table does not have the specified index");
  EXPECT_EQ(refusal(R"(SELECT * FROM "orders"."global")", true),
            "ValidationException: Strongly consistent read is not supported on Global Secondary Indexes");
  EXPECT_EQ(refusal(R"(SELECT note FROM "orders"."global" WHERE customer = 'odd')"),
            "ValidationException: One or more parameter values were invalid: Global secondary index global does not "
            "project [note]");
  for (const std::string index : {"global", "local"}) {
    EXPECT_EQ(refusal("SELECT * FROM orders.\"" + index + "\" WHERE id = 'a' AND customer = 'odd' AND note = 'n'"),
              "ValidationException: One or more parameter values were invalid: Secondary index " + index +
                  " does not project one or more filter attributes: [note]");
  }
  EXPECT_EQ(items(R"(SELECT * FROM "orders"."global" WHERE note = 'n')"), Items());
}

TEST_F(ExecuteStatementTest, goes_on_where_a_page_ended) {
  for (const std::string text : {"SELECT * FROM orders", "SELECT * FROM orders WHERE id = 'a' OR id = 'b'",
                                 "SELECT * FROM orders WHERE id IN ['a', 'b'] ORDER BY id DESC, placed DESC",
                                 "SELECT * FROM orders.\"global\" WHERE customer IN ['odd', 'even']"}) {
    const auto whole = items(text);
    EXPECT_EQ(whole.size(), 10);
    for (const int limit : {1, 3, 5, 10, 11}) {
      Items all;
      ExecuteStatementInput in{.statement = text, .limit = limit};
      do {
        auto out = run(in);
        EXPECT_LE(out.items->size(), limit);
        for (auto& item : *out.items) all.push_back(std::move(item));
        in.next_token = out.next_token;
      } while (in.next_token && all.size() <= 10);
      EXPECT_EQ(all, whole) << text << " by " << limit;
    }
  }
}

TEST_F(ExecuteStatementTest, takes_a_token_for_its_own_statement_only) {
  const auto first = run({.statement = "SELECT * FROM orders WHERE id = ?", .parameters = {{"a"}}, .limit = 2});
  ASSERT_TRUE(first.next_token);
  EXPECT_EQ(first.last_evaluated_key, (Item{{"id", "a"}, {"placed", 1}}));
  EXPECT_EQ(
      refusal(
          {.statement = "SELECT * FROM orders WHERE id = ?", .parameters = {{"b"}}, .next_token = first.next_token}),
      "ValidationException: NextToken does not match request");
  EXPECT_EQ(refusal({.statement = "SELECT * FROM orders", .next_token = first.next_token}),
            "ValidationException: NextToken does not match request");
  EXPECT_EQ(refusal({.statement = "SELECT * FROM orders", .next_token = "x"}),
            "ValidationException: Invalid NextToken");
}

TEST_F(ExecuteStatementTest, refuses_a_forged_token) {
  const ExecuteStatementInput in{.statement = "SELECT * FROM orders", .limit = 2};
  const auto token = *run(in).next_token;
  std::mt19937 random(7);
  SCOPED_TRACE("seed 7");
  for (int i = 0; i < 500; ++i) {
    auto forged = in;
    forged.next_token = token;
    (*forged.next_token)[random() % token.size()] = static_cast<char>('A' + random() % 26);
    const auto out = dynamodb_.call(&DynamodbService::execute_statement, forged);
    if (!out) EXPECT_EQ(out.error().code, "ValidationException");
  }
}

TEST_F(ExecuteStatementTest, inserts_an_item_once) {
  const Item item{{"id", "c"}, {"placed", 1}, {"tags", item::StringSet{"x", "y"}}};
  EXPECT_EQ(items("INSERT INTO orders VALUE {'id': 'c', 'placed': ?, 'tags': <<'x', 'y'>>}", {{1}}), Items());
  EXPECT_EQ(stored("c", 1), item);
  EXPECT_EQ(refusal("INSERT INTO orders VALUE {'id': 'c', 'placed': 1}"),
            "DuplicateItemException: Duplicate primary key exists in table");
  EXPECT_EQ(stored("c", 1), item);
  EXPECT_EQ(refusal("INSERT INTO orders VALUE {'id': 'c'}"),
            "ValidationException: One or more parameter values were invalid: Missing the key placed in the item");
}

TEST_F(ExecuteStatementTest, updates_an_item_that_is_there) {
  EXPECT_EQ(
      items("UPDATE orders SET amount = amount + 5 REMOVE note WHERE id = 'a' AND placed = 1 RETURNING MODIFIED NEW *"),
      (Items{{{"amount", 15}}}));
  EXPECT_EQ(items("UPDATE orders SET amount = 1 WHERE id = 'a' AND placed = 1 RETURNING MODIFIED OLD *"),
            (Items{{{"amount", 15}}}));
  EXPECT_EQ(items("UPDATE orders SET amount = 2 WHERE id = 'a' AND placed = 1 AND amount = 1 RETURNING ALL NEW *"),
            (Items{{{"id", "a"}, {"placed", 1}, {"customer", "odd"}, {"amount", 2}}}));
  EXPECT_EQ(items("UPDATE orders REMOVE missing_one WHERE id = 'a' AND placed = 1 RETURNING MODIFIED NEW *"), Items());
}

TEST_F(ExecuteStatementTest, refuses_an_update_whose_condition_does_not_hold) {
  const auto failed = "ConditionalCheckFailedException: The conditional request failed";
  EXPECT_EQ(refusal("UPDATE orders SET amount = 1 WHERE id = 'x' AND placed = 1"), failed);
  EXPECT_EQ(refusal("UPDATE orders SET amount = 1 WHERE id = 'a' AND placed = 1 AND amount = 11"), failed);
  EXPECT_EQ(refusal("DELETE FROM orders WHERE id = 'a' AND placed = 1 AND amount = 11"), failed);
  const auto out = dynamodb_.call(&DynamodbService::execute_statement,
                                  {.statement = "DELETE FROM orders WHERE id = 'a' AND placed = 1 AND amount = 11",
                                   .return_values_on_condition_check_failure = "ALL_OLD"});
  EXPECT_NE(out.error().json_fields.find("\"amount\":{\"N\":\"10\"}"), std::string::npos);
  EXPECT_EQ(stored("a", 1), order("a", 1));
}

TEST_F(ExecuteStatementTest, refuses_a_write_without_a_whole_key) {
  EXPECT_EQ(refusal("UPDATE orders SET amount = 1 WHERE id = 'a'"),
            "ValidationException: Where clause does not contain a mandatory equality on all key attributes");
  EXPECT_EQ(refusal("UPDATE orders SET placed = 1 WHERE id = 'a' AND placed = 2"),
            "ValidationException: One or more parameter values were invalid: Cannot update attribute placed. This "
            "attribute is part of the key");
  EXPECT_EQ(refusal("DELETE FROM orders WHERE id = 'a' AND placed = 'x'"),
            "ValidationException: The provided key element does not match the schema");
}

TEST_F(ExecuteStatementTest, deletes_an_item) {
  EXPECT_EQ(items("DELETE FROM orders WHERE id = 'a' AND placed = 1 RETURNING ALL OLD *"), Items{order("a", 1)});
  EXPECT_TRUE(stored("a", 1).empty());
  EXPECT_EQ(items("DELETE FROM orders WHERE id = 'a' AND placed = 1 RETURNING ALL OLD *"), Items());
  EXPECT_EQ(items("DELETE FROM orders WHERE id = 'a' AND placed = 1 AND attribute_not_exists(id)"), Items());
  EXPECT_EQ(refusal("DELETE FROM orders WHERE id = 'a' AND placed = 1 AND attribute_exists(id)"),
            "ConditionalCheckFailedException: The conditional request failed");
}

TEST_F(ExecuteStatementTest, keeps_what_it_answered_for) {
  items("INSERT INTO orders VALUE {'id': 'c', 'placed': 1}");
  items("DELETE FROM orders WHERE id = 'a' AND placed = 1");
  dynamodb_.power_cycle();
  EXPECT_EQ(stored("c", 1), (Item{{"id", "c"}, {"placed", 1}}));
  EXPECT_TRUE(stored("a", 1).empty());
  EXPECT_EQ(items("SELECT * FROM orders.\"global\" WHERE customer = 'odd' AND placed = 1").size(), 1);
}

TEST_F(ExecuteStatementTest, refuses_in_order) {
  EXPECT_EQ(refusal("SELEC"),
            "ValidationException: Statement wasn't well formed, can't be processed: Expected data manipulation");
  EXPECT_EQ(refusal("SELECT * FROM absent"), "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(refusal("EXISTS(SELECT * FROM orders WHERE id = 'a' AND placed = 1 AND amount = 1)"),
            "ValidationException: EXISTS can only be used in ExecuteTransaction write requests.");
}

TEST_F(ExecuteStatementTest, counts_the_capacity_of_what_it_read_and_wrote) {
  const auto capacity = [&](std::string statement, bool is_consistent = false) {
    return run({.statement = std::move(statement),
                .consistent_read = is_consistent,
                .return_consumed_capacity = "TOTAL"})
        .consumed_capacity->capacity_units;
  };
  EXPECT_EQ(capacity("SELECT * FROM orders WHERE id = 'a'"), 0.5);
  EXPECT_EQ(capacity("SELECT * FROM orders WHERE id = 'a'", true), 1);
  EXPECT_EQ(capacity("SELECT * FROM orders WHERE id = 'a' OR id = 'b'"), 1);
  EXPECT_EQ(capacity("INSERT INTO orders VALUE {'id': 'c', 'placed': 1}"), 1);
  EXPECT_EQ(capacity("DELETE FROM orders WHERE id = 'a' AND placed = 1"), 3);
}

// Refuses one action, and keeps what it was asked.
class Guard final : public Authorizer {
 public:
  explicit Guard(std::string refused) : refused_(std::move(refused)) {}
  Status authorize(const Caller&, const AccessNeed& need, const OperationRequest&) const override {
    asked = std::string(need.action) + " " + need.resource;
    for (const auto& [key, value] : need.context) asked += " " + key + "=" + value;
    if (need.action == refused_) return ApiError{.code = "AccessDeniedException", .message = "no"};
    return ok();
  }
  mutable std::string asked;

 private:
  std::string refused_;
};

TEST_F(ExecuteStatementTest, asks_whether_the_caller_may_do_what_the_statement_says) {
  const Guard guard("dynamodb:PartiQLDelete");
  const RequestAccess access{.authorizer = guard, .request = {}};
  dynamodb_.caller.access = &access;
  const auto table = TableKey{dynamodb_.caller.account, dynamodb_.caller.region, "orders"}.arn();
  items("SELECT * FROM orders WHERE id = 'a'");
  EXPECT_EQ(guard.asked, "dynamodb:PartiQLSelect " + table + " dynamodb:fulltablescan=false");
  items("SELECT * FROM orders.\"global\" WHERE id = 'a'");
  EXPECT_EQ(guard.asked, "dynamodb:PartiQLSelect " + table + "/index/global dynamodb:fulltablescan=true");
  items("INSERT INTO orders VALUE {'id': 'c', 'placed': 1}");
  EXPECT_EQ(guard.asked, "dynamodb:PartiQLInsert " + table);
  items("UPDATE orders SET a = 1 WHERE id = 'a' AND placed = 1");
  EXPECT_EQ(guard.asked, "dynamodb:PartiQLUpdate " + table);
  EXPECT_EQ(refusal("DELETE FROM orders WHERE id = 'a' AND placed = 1"), "AccessDeniedException: no");
  EXPECT_EQ(refusal("DELETE FROM absent WHERE id = 'a'"), "AccessDeniedException: no");
  dynamodb_.caller.access = nullptr;
  EXPECT_FALSE(stored("a", 1).empty());
}

}  // namespace
}  // namespace penstock::dynamodb
