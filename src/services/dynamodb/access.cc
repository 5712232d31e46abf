// What the caller of each operation has to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
#include "api/dynamodb/model.h"
#include "policy/text.h"
#include "services/dynamodb/item_condition_keys.h"
#include "services/dynamodb/resource_arn.h"
#include "services/dynamodb/resource_policy.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {
namespace {

// Names of condition keys are written in lower case.
std::string tag_key(std::string_view prefix, std::string_view key) {
  auto name = std::string(prefix) + std::string(key);
  policy::to_lower(name);
  return name;
}

// The tags that a request brings.
void add_request_tags(AccessNeed& need, const std::vector<Tag>& tags) {
  for (const auto& tag : tags) {
    need.context.emplace_back(tag_key("aws:requesttag/", tag.key), tag.value);
    need.context.emplace_back("aws:tagkeys", tag.key);
  }
}

// aws:ResourceTag/… of a table.
class TableTags final : public policy::Context {
 public:
  explicit TableTags(TableSnapshot table) : table_(std::move(table)) {}
  bool find(std::string_view key, std::vector<std::string>& values) const override {
    constexpr std::string_view prefix = "aws:resourcetag/";
    if (!key.starts_with(prefix)) return false;
    key.remove_prefix(prefix.size());
    for (const auto& [name, value] : table_->record.tags) {
      if (policy::lower(name) != key) continue;
      values.push_back(value);
      return true;
    }
    return false;
  }

 private:
  const TableSnapshot table_;
};

}  // namespace

// Whether or not the table is there: who may not ask is not told.
AccessNeed DynamodbService::need(std::string_view action, TableKeyView key) const {
  AccessNeed need{.action = action, .resource = key.owned().arn(), .resource_account = std::string(key.account)};
  const auto table = catalog_.find(key);
  if (!table) return need;
  if (const auto* kept = in_force(table->record.policy)) {
    // One that was put is sound.
    if (const auto policy = policies_.read(kept->text)) need.resource_policy = (*policy)->document;
  }
  if (!table->record.tags.empty()) need.resource_keys = std::make_shared<const TableTags>(table);
  return need;
}

template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_table(const Caller& caller, const Input& in) const {
  const auto key = named_table(caller, in.table_name);
  if (!key) return key.error();
  return AccessNeeds{need(action, *key)};
}

// What is asked for lives as long as the need.
template <class Asked>
AccessNeed DynamodbService::need_of(std::string_view action, TableKeyView key, const Asked& asked,
                                    const std::optional<std::string>& index_name) const {
  auto needed = need(action, key);
  add_item_keys(needed, [this, key = key.owned(), &asked, index_name] {
    const auto table = catalog_.find(key);
    const auto* index = table && index_name ? table->record.index(*index_name) : nullptr;
    if (!table || (index_name && !index)) return facts_of(asked, "");
    return facts_of(asked, (index ? index->keys : table->record.keys).hash.front().name);
  });
  return needed;
}

template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_item(const Caller& caller, const Input& in) const {
  const auto key = named_table(caller, in.table_name);
  if (!key) return key.error();
  return AccessNeeds{need_of(action, *key, in)};
}

// A read of an index needs no more than the index.
template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_table_or_index(const Caller& caller, const Input& in) const {
  const auto key = named_table(caller, in.table_name);
  if (!key) return key.error();
  AccessNeeds needs{need_of(action, *key, in, in.index_name)};
  if (in.index_name) needs.front().resource += "/index/" + *in.index_name;
  return needs;
}

// A batch of items: each table that it names.
template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_each_table(const Caller& caller, const Input& in) const {
  AccessNeeds needs;
  for (const auto& [name, request] : in.request_items) {
    const auto key = named_table(caller, name);
    if (!key) return key.error();
    needs.push_back(need_of(action, *key, request));
  }
  return needs;
}

// Each action of a transaction needs what it would need alone.
Result<AccessNeeds> DynamodbService::to_transact_write(const Caller& caller, const TransactWriteItemsInput& in) const {
  AccessNeeds needs;
  const auto add = [&](std::string_view action, const auto& asked) -> Status {
    if (!asked) return ok();
    const auto key = named_table(caller, asked->table_name);
    if (!key) return key.error();
    needs.push_back(need_of(action, *key, *asked));
    return ok();
  };
  for (const auto& item : in.transact_items) {
    if (auto status = add("dynamodb:ConditionCheckItem", item.condition_check); !status) return status.error();
    if (auto status = add("dynamodb:PutItem", item.put); !status) return status.error();
    if (auto status = add("dynamodb:DeleteItem", item.delete_); !status) return status.error();
    if (auto status = add("dynamodb:UpdateItem", item.update); !status) return status.error();
  }
  return needs;
}

Result<AccessNeeds> DynamodbService::to_transact_get(const Caller& caller, const TransactGetItemsInput& in) const {
  AccessNeeds needs;
  for (const auto& item : in.transact_items) {
    const auto key = named_table(caller, item.get.table_name);
    if (!key) return key.error();
    needs.push_back(need_of("dynamodb:GetItem", *key, item.get));
  }
  return needs;
}

Result<AccessNeeds> DynamodbService::to_create_table(const Caller& caller, const CreateTableInput& in) const {
  const TableKeyView key(caller.account, caller.region, in.table_name ? std::string_view(*in.table_name) : "");
  AccessNeeds needs{need("dynamodb:CreateTable", key)};
  if (!in.tags || in.tags->empty()) return needs;
  needs.push_back(need("dynamodb:TagResource", key));
  for (auto& need : needs) add_request_tags(need, *in.tags);
  return needs;
}

// AWS asks for leave of every table, and says so when there is none.
Result<AccessNeeds> DynamodbService::to_list_tables(const Caller& caller, const ListTablesInput&) const {
  const TableKeyView every_table(caller.account, caller.region, "*");
  return AccessNeeds{{.action = "dynamodb:ListTables", .resource = every_table.owned().arn()}};
}

// Also an ARN that names neither a table nor a stream: the operation says what is wrong with it.
template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_resource(const Caller&, const Input& in) const {
  const auto named = named_resource(in.resource_arn);
  if (!named) return AccessNeeds{{.action = action, .resource = in.resource_arn}};
  if (!named->stream.empty()) return AccessNeeds{streams_.need(action, in.resource_arn)};
  return AccessNeeds{need(action, named->table)};
}

template <ActionName action, class Input>
Result<AccessNeeds> DynamodbService::on_nothing(const Caller&, const Input&) const {
  return AccessNeeds{{.action = action}};
}

// Who lets changes flow into a stream may write there.
Result<AccessNeeds> DynamodbService::to_enable_kinesis(const Caller& caller,
                                                       const EnableKinesisStreamingDestinationInput& in) const {
  auto needs = on_table<"dynamodb:EnableKinesisStreamingDestination">(caller, in);
  if (!needs) return needs;
  for (const std::string_view action : {"kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"}) {
    needs->push_back({.action = action, .resource = in.stream_arn});
  }
  return needs;
}

Result<AccessNeeds> DynamodbService::to_tag(const Caller& caller, const TagResourceInput& in) const {
  auto needs = on_resource<"dynamodb:TagResource">(caller, in);
  add_request_tags(needs->front(), in.tags);
  return needs;
}

Result<AccessNeeds> DynamodbService::to_untag(const Caller& caller, const UntagResourceInput& in) const {
  auto needs = on_resource<"dynamodb:UntagResource">(caller, in);
  for (const auto& key : in.tag_keys) needs->front().context.emplace_back("aws:tagkeys", key);
  return needs;
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
      access_rule<op::delete_item, &Service::on_item<"dynamodb:DeleteItem", DeleteItemInput>>(),
      access_rule<op::delete_table, &Service::on_table<"dynamodb:DeleteTable", DeleteTableInput>>(),
      access_rule<op::describe_table, &Service::on_table<"dynamodb:DescribeTable", DescribeTableInput>>(),
      access_rule<op::execute_statement, &Service::by_statement<ExecuteStatementInput>>(),
      access_rule<op::execute_transaction, &Service::by_statement<ExecuteTransactionInput>>(),
      access_rule<op::get_item, &Service::on_item<"dynamodb:GetItem", GetItemInput>>(),
      access_rule<op::list_tables, &Service::to_list_tables>(),
      access_rule<op::put_item, &Service::on_item<"dynamodb:PutItem", PutItemInput>>(),
      access_rule<op::query, &Service::on_table_or_index<"dynamodb:Query", QueryInput>>(),
      access_rule<op::scan, &Service::on_table_or_index<"dynamodb:Scan", ScanInput>>(),
      access_rule<op::transact_get_items, &Service::to_transact_get>(),
      access_rule<op::transact_write_items, &Service::to_transact_write>(),
      access_rule<op::update_item, &Service::on_item<"dynamodb:UpdateItem", UpdateItemInput>>(),
      access_rule<op::delete_resource_policy,
                  &Service::on_resource<"dynamodb:DeleteResourcePolicy", DeleteResourcePolicyInput>>(),
      access_rule<op::describe_continuous_backups,
                  &Service::on_table<"dynamodb:DescribeContinuousBackups", DescribeContinuousBackupsInput>>(),
      access_rule<op::describe_endpoints, &Service::on_nothing<"dynamodb:DescribeEndpoints", DescribeEndpointsInput>>(),
      access_rule<op::describe_limits, &Service::on_nothing<"dynamodb:DescribeLimits", DescribeLimitsInput>>(),
      access_rule<op::describe_time_to_live,
                  &Service::on_table<"dynamodb:DescribeTimeToLive", DescribeTimeToLiveInput>>(),
      access_rule<op::get_resource_policy,
                  &Service::on_resource<"dynamodb:GetResourcePolicy", GetResourcePolicyInput>>(),
      access_rule<op::list_tags_of_resource,
                  &Service::on_resource<"dynamodb:ListTagsOfResource", ListTagsOfResourceInput>>(),
      access_rule<op::put_resource_policy,
                  &Service::on_resource<"dynamodb:PutResourcePolicy", PutResourcePolicyInput>>(),
      access_rule<op::tag_resource, &Service::to_tag>(),
      access_rule<op::untag_resource, &Service::to_untag>(),
      access_rule<op::update_continuous_backups,
                  &Service::on_table<"dynamodb:UpdateContinuousBackups", UpdateContinuousBackupsInput>>(),
      access_rule<op::update_table, &Service::on_table<"dynamodb:UpdateTable", UpdateTableInput>>(),
      access_rule<op::update_time_to_live, &Service::on_table<"dynamodb:UpdateTimeToLive", UpdateTimeToLiveInput>>(),
      access_rule<op::describe_kinesis_streaming_destination,
                  &Service::on_table<"dynamodb:DescribeKinesisStreamingDestination",
                                     DescribeKinesisStreamingDestinationInput>>(),
      access_rule<
          op::disable_kinesis_streaming_destination,
          &Service::on_table<"dynamodb:DisableKinesisStreamingDestination", DisableKinesisStreamingDestinationInput>>(),
      access_rule<op::enable_kinesis_streaming_destination, &Service::to_enable_kinesis>(),
      access_rule<
          op::update_kinesis_streaming_destination,
          &Service::on_table<"dynamodb:UpdateKinesisStreamingDestination", UpdateKinesisStreamingDestinationInput>>(),
  };
  return rules;
}

}  // namespace penstock::dynamodb
