// What the caller of each operation has to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
#include "api/dynamodb/model.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {

// Whether or not the table is there: who may not ask is not told.
AccessNeed DynamodbService::need(std::string_view action, TableKeyView key) const {
  return {.action = action, .resource = key.owned().arn(), .resource_account = std::string(key.account)};
}

template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_table(const Caller& caller, const Input& in) const {
  const auto key = named_table(caller, in.table_name);
  if (!key) return key.error();
  return AccessNeeds{need(action, *key)};
}

// A read of an index needs no more than the index.
template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_table_or_index(const Caller& caller, const Input& in) const {
  auto needs = on_table<action>(caller, in);
  if (needs && in.index_name) needs->front().resource += "/index/" + *in.index_name;
  return needs;
}

// A batch of items: each table that it names.
template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_each_table(const Caller& caller, const Input& in) const {
  AccessNeeds needs;
  for (const auto& [name, request] : in.request_items) {
    const auto key = named_table(caller, name);
    if (!key) return key.error();
    needs.push_back(need(action, *key));
  }
  return needs;
}

Result<AccessNeeds> DynamodbService::to_create_table(const Caller& caller, const CreateTableInput& in) const {
  return AccessNeeds{need("dynamodb:CreateTable", {caller.account, caller.region, in.table_name.value_or("")})};
}

Result<AccessNeeds> DynamodbService::to_list_tables(const Caller&, const ListTablesInput&) const {
  return AccessNeeds{{.action = "dynamodb:ListTables"}};
}

// What PartiQL does is known once a statement is read: it asks then (statements.cc).
template <class Input>
Result<AccessNeeds> DynamodbService::by_statement(const Caller&, const Input&) const {
  return AccessNeeds();
}

std::span<const AccessRule> DynamodbService::access_rules() {
  using Service = DynamodbService;
  namespace op = operations;
  static constexpr AccessRule rules[] = {
      access_rule<op::batch_execute_statement, &Service::by_statement<BatchExecuteStatementInput>>(),
      access_rule<op::batch_get_item, &Service::on_each_table<"dynamodb:BatchGetItem", BatchGetItemInput>>(),
      access_rule<op::batch_write_item, &Service::on_each_table<"dynamodb:BatchWriteItem", BatchWriteItemInput>>(),
      access_rule<op::create_table, &Service::to_create_table>(),
      access_rule<op::delete_item, &Service::on_table<"dynamodb:DeleteItem", DeleteItemInput>>(),
      access_rule<op::delete_table, &Service::on_table<"dynamodb:DeleteTable", DeleteTableInput>>(),
      access_rule<op::describe_table, &Service::on_table<"dynamodb:DescribeTable", DescribeTableInput>>(),
      access_rule<op::execute_statement, &Service::by_statement<ExecuteStatementInput>>(),
      access_rule<op::get_item, &Service::on_table<"dynamodb:GetItem", GetItemInput>>(),
      access_rule<op::list_tables, &Service::to_list_tables>(),
      access_rule<op::put_item, &Service::on_table<"dynamodb:PutItem", PutItemInput>>(),
      access_rule<op::query, &Service::on_table_or_index<"dynamodb:Query", QueryInput>>(),
      access_rule<op::scan, &Service::on_table_or_index<"dynamodb:Scan", ScanInput>>(),
      access_rule<op::update_item, &Service::on_table<"dynamodb:UpdateItem", UpdateItemInput>>(),
  };
  return rules;
}

}  // namespace penstock::dynamodb
