#include "item/expression_parameters.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/projection.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

Status check_parameters(const Get& get) {
  const item::GivenParameter expressions[] = {{"ProjectionExpression", get.projection_expression.has_value()}};
  return item::check_together({.expressions = expressions, .has_names = get.expression_attribute_names.has_value()});
}

}  // namespace

// Reads items of several tables as they are at one moment.
Task<Result<TransactGetItemsOutput>> DynamodbService::transact_get_items(Caller caller, TransactGetItemsInput in) {
  std::vector<std::optional<item::Projection>> projections;
  for (auto& [get] : in.transact_items) {
    co_await check_parameters(get);
    co_await check_values(get.key, item::ValueCheck::older);
    projections.push_back(
        co_await asked_projection(std::nullopt, get.projection_expression, std::move(get.expression_attribute_names)));
  }
  std::vector<TransactionAction> actions;
  std::vector<std::optional<ApiError>> reasons;
  bool is_cancelled = false;
  for (std::size_t i = 0; i < in.transact_items.size(); ++i) {
    auto& get = in.transact_items[i].get;
    const auto table = co_await usable_table(caller, get.table_name);
    if (projections[i]) co_await check_paths(*table, *projections[i]);
    co_await check_keys_not_empty(table->record.keys, get.key);
    auto& action = actions.emplace_back(TransactionAction{.write = {.table = table}});
    if (auto status = check_key(table->record.keys, get.key); !status) {
      action.refused = std::move(status.error());
      is_cancelled = true;
    } else {
      action.write.store_key = item_store_key(table->record, get.key);
    }
    reasons.push_back(action.refused);
  }
  co_await check_actions(actions);
  if (is_cancelled) co_return transaction_cancelled(reasons);

  co_await read_together(actions);
  TransactGetItemsOutput out{.responses = std::vector<ItemResponse>()};
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    auto& response = out.responses->emplace_back();
    const auto& item = actions[i].write.before.item();
    if (!item) continue;
    bytes += item::size_of(*item);
    response.item = projections[i] ? projections[i]->project(*item) : *item;
  }
  CapacityByTable used;
  if (bytes > limits::transaction_bytes_max) co_return transaction_too_large();
  add_transaction_reads(used, actions);
  out.consumed_capacity = used.described(in.return_consumed_capacity, UsedFor::reads);
  co_return out;
}

}  // namespace penstock::dynamodb
