// Who may do what to items: AWS's denial, and policies that narrow it to keys and attributes.
#include <gtest/gtest.h>

#include "api/dynamodb/model.h"
#include "identity/policy_authorizer.h"
#include "services/dynamodb/fixture.h"
#include "services/dynamodb/item_condition_keys.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;

constexpr std::string_view scores = "arn:aws:dynamodb:us-east-1:000000000000:table/scores";

Caller ana(std::string_view policy) {
  policy::Principal principal{.kind = policy::PrincipalKind::user,
                              .account = "000000000000",
                              .arn = "arn:aws:iam::000000000000:user/ana",
                              .id = "AIDAEXAMPLE",
                              .name = "ana"};
  auto document = policy::parse_document(policy, policy::DocumentKind::identity);
  CHECK(document);
  principal.policies.push_back({"inline", *document});
  return {.account = "000000000000", .principal = std::make_shared<const policy::Principal>(principal)};
}

std::string allow(std::string_view action, std::string_view resource, std::string_view condition = "") {
  std::string text = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + std::string(action) +
                     R"(","Resource":")" + std::string(resource) + "\"";
  if (!condition.empty()) text += ",\"Condition\":{" + std::string(condition) + "}";
  return text + "}}";
}

const std::string own_key = R"("ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["ana"]})";

class ItemAccess : public testing::Test {
 protected:
  ItemAccess() {
    auto in = DynamodbFixture::table_input("scores", {.hash = "user", .range = "game"});
    in.attribute_definitions.push_back({"city", "S"});
    in.global_secondary_indexes = std::vector<GlobalSecondaryIndex>{
        {.index_name = "by-city", .key_schema = {{"city", "HASH"}}, .projection = {.projection_type = "ALL"}}};
    dynamodb_.create(std::move(in));
    dynamodb_.create_table("others");
  }
  template <class Input>
  std::string denial(const Caller& caller, const Operation& operation, const Input& in) {
    const auto entry = dynamodb_.service().entry();
    const auto status = authorize(authorizer_, caller, *entry.rule_of(operation), entry.service, &in, {});
    return status ? "" : status.error().code + ": " + status.error().message;
  }
  template <class Input>
  bool may(const Caller& caller, const Operation& operation, const Input& in) {
    return denial(caller, operation, in).empty();
  }
  static GetItemInput get(std::string user) {
    return {.table_name = "scores", .key = {{"user", std::move(user)}, {"game", "chess"}}};
  }
  static QueryInput query(std::string user) {
    return {.table_name = "scores",
            .key_condition_expression = "#u = :u",
            .expression_attribute_names = std::map<std::string, std::string>{{"#u", "user"}},
            .expression_attribute_values = AttributeMap{{":u", std::move(user)}}};
  }

  DynamodbFixture dynamodb_;
  PolicyAuthorizer authorizer_;
};

TEST_F(ItemAccess, is_denied_in_the_words_of_aws) {
  const auto nobody = ana(allow("dynamodb:ListTables", "*"));
  const auto text = [](std::string_view action, std::string_view resource) {
    return "AccessDeniedException: User: arn:aws:iam::000000000000:user/ana is not authorized to perform: dynamodb:" +
           std::string(action) + " on resource: " + std::string(resource) +
           " because no identity-based policy allows the dynamodb:" + std::string(action) + " action";
  };
  EXPECT_EQ(denial(nobody, operations::get_item, get("ana")), text("GetItem", scores));
  EXPECT_EQ(denial(nobody, operations::update_item, UpdateItemInput{.table_name = "scores"}),
            text("UpdateItem", scores));
  EXPECT_EQ(denial(nobody, operations::batch_write_item,
                   BatchWriteItemInput{.request_items = {{"scores", {WriteRequest{}}}}}),
            text("BatchWriteItem", scores));
  EXPECT_EQ(denial(nobody, operations::batch_get_item, BatchGetItemInput{.request_items = {{"scores", {}}}}),
            text("BatchGetItem", scores));
  EXPECT_EQ(denial(nobody, operations::transact_get_items,
                   TransactGetItemsInput{.transact_items = {{Get{.table_name = "scores"}}}}),
            text("GetItem", scores));
  EXPECT_EQ(denial(nobody, operations::query, QueryInput{.table_name = "scores", .index_name = "by-city"}),
            text("Query", std::string(scores) + "/index/by-city"));
  const auto reader = ana(allow("dynamodb:GetItem", "*"));
  EXPECT_EQ(denial(reader, operations::list_tables, ListTablesInput{}),
            text("ListTables", "arn:aws:dynamodb:us-east-1:000000000000:table/*"));
}

TEST_F(ItemAccess, needs_of_a_transaction_what_its_actions_need) {
  const auto writer = ana(allow("dynamodb:PutItem", scores));
  TransactWriteItemsInput in;
  in.transact_items.push_back({.put = Put{.table_name = "scores"}});
  EXPECT_TRUE(may(writer, operations::transact_write_items, in));
  in.transact_items.push_back({.condition_check = ConditionCheck{.table_name = "scores"}});
  EXPECT_NE(denial(writer, operations::transact_write_items, in).find("perform: dynamodb:ConditionCheckItem on"),
            std::string::npos);
}

TEST_F(ItemAccess, needs_every_table_of_a_batch) {
  const auto reader = ana(allow("dynamodb:BatchGetItem", scores));
  EXPECT_TRUE(may(reader, operations::batch_get_item, BatchGetItemInput{.request_items = {{"scores", {}}}}));
  EXPECT_FALSE(
      may(reader, operations::batch_get_item, BatchGetItemInput{.request_items = {{"scores", {}}, {"others", {}}}}));
}

TEST_F(ItemAccess, is_narrowed_to_leading_keys) {
  const auto caller = ana(allow("dynamodb:*", std::string(scores) + "*", own_key));
  EXPECT_TRUE(may(caller, operations::get_item, get("ana")));
  EXPECT_FALSE(may(caller, operations::get_item, get("bob")));
  EXPECT_TRUE(may(caller, operations::query, query("ana")));
  EXPECT_FALSE(may(caller, operations::query, query("bob")));
  const AttributeMap own{{"user", "ana"}, {"game", "chess"}};
  const AttributeMap strange{{"user", "bob"}, {"game", "chess"}};
  EXPECT_TRUE(may(caller, operations::put_item, PutItemInput{.table_name = "scores", .item = own}));
  EXPECT_FALSE(may(caller, operations::put_item, PutItemInput{.table_name = "scores", .item = strange}));
  EXPECT_FALSE(may(caller, operations::batch_get_item,
                   BatchGetItemInput{.request_items = {{"scores", {.keys = {own, strange}}}}}));
  TransactWriteItemsInput in;
  in.transact_items.push_back({.delete_ = Delete{.key = own, .table_name = "scores"}});
  EXPECT_TRUE(may(caller, operations::transact_write_items, in));
  in.transact_items.push_back({.delete_ = Delete{.key = strange, .table_name = "scores"}});
  EXPECT_FALSE(may(caller, operations::transact_write_items, in));
}

TEST_F(ItemAccess, takes_the_partition_key_of_an_index) {
  const auto caller = ana(allow("dynamodb:Query", std::string(scores) + "/index/*",
                                R"("ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["Bern"]})"));
  QueryInput in{.table_name = "scores",
                .index_name = "by-city",
                .key_condition_expression = "city = :c",
                .expression_attribute_values = AttributeMap{{":c", "Bern"}}};
  EXPECT_TRUE(may(caller, operations::query, in));
  in.expression_attribute_values = AttributeMap{{":c", "Chur"}};
  EXPECT_FALSE(may(caller, operations::query, in));
}

TEST_F(ItemAccess, is_narrowed_to_attributes) {
  const auto caller = ana(allow("dynamodb:*", scores,
                                R"("ForAllValues:StringEquals":{"dynamodb:Attributes":["user","game","points"]},)"
                                R"("StringEqualsIfExists":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES",)"
                                R"("dynamodb:ReturnValues":["NONE","UPDATED_OLD","UPDATED_NEW"]})"));
  auto in = get("ana");
  EXPECT_FALSE(may(caller, operations::get_item, in));
  in.projection_expression = "points";
  EXPECT_TRUE(may(caller, operations::get_item, in));
  in.projection_expression = "points, secret.part";
  EXPECT_FALSE(may(caller, operations::get_item, in));
  UpdateItemInput change{.table_name = "scores",
                         .key = in.key,
                         .update_expression = "SET points = :p",
                         .expression_attribute_values = AttributeMap{{":p", 1}}};
  EXPECT_TRUE(may(caller, operations::update_item, change));
  change.return_values = "ALL_OLD";
  EXPECT_FALSE(may(caller, operations::update_item, change));
  change.return_values = "UPDATED_NEW";
  change.condition_expression = "secret > :p";
  EXPECT_FALSE(may(caller, operations::update_item, change));
}

TEST_F(ItemAccess, takes_what_a_statement_returns_for_return_values) {
  const auto returned = [](const std::string& end) {
    const auto statement = item::partiql::parse_statement("UPDATE scores SET points = 1 WHERE a = 1" + end, {});
    return facts_of(*statement, "user").return_values;
  };
  EXPECT_EQ(returned(""), std::nullopt);
  EXPECT_EQ(returned(" RETURNING ALL NEW *"), "ALL_NEW");
  EXPECT_EQ(returned(" RETURNING ALL OLD *"), "ALL_OLD");
  EXPECT_EQ(returned(" RETURNING MODIFIED NEW *"), "UPDATED_NEW");
  EXPECT_EQ(returned(" RETURNING MODIFIED OLD *"), "UPDATED_OLD");
}

TEST_F(ItemAccess, knows_the_operation_around_an_action) {
  const auto caller =
      ana(allow("dynamodb:PutItem", scores,
                R"("ForAnyValue:StringEquals":{"dynamodb:EnclosingOperation":["TransactWriteItems"]})"));
  TransactWriteItemsInput in;
  in.transact_items.push_back({.put = Put{.table_name = "scores"}});
  EXPECT_TRUE(may(caller, operations::transact_write_items, in));
  EXPECT_FALSE(may(caller, operations::put_item, PutItemInput{.table_name = "scores"}));
}

}  // namespace
}  // namespace penstock::dynamodb
