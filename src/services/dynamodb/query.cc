#include "item/expression_parameters.h"
#include "item/key_condition.h"
#include "item/legacy_conditions.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/item_page.h"
#include "services/dynamodb/projection.h"
#include "services/dynamodb/read_range.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/start_key.h"

namespace penstock::dynamodb {
namespace {

Status check_parameters(const QueryInput& in) {
  const item::GivenParameter legacy[] = {{"AttributesToGet", in.attributes_to_get.has_value()},
                                         {"QueryFilter", in.query_filter.has_value()},
                                         {"ConditionalOperator", in.conditional_operator.has_value()},
                                         {"KeyConditions", in.key_conditions.has_value()}};
  const item::GivenParameter expressions[] = {{"ProjectionExpression", in.projection_expression.has_value()},
                                              {"FilterExpression", in.filter_expression.has_value()},
                                              {"KeyConditionExpression", in.key_condition_expression.has_value()}};
  return item::check_together({.legacy = legacy,
                               .expressions = expressions,
                               .has_names = in.expression_attribute_names.has_value(),
                               .has_values = in.expression_attribute_values.has_value()});
}

// What the request says before its table is known.
struct Asked {
  item::KeyConditions keys;
  std::optional<item::Condition> filter;
  std::optional<item::Projection> projection;
  std::string_view filter_name;
};

Status read_legacy(QueryInput& in, Asked& asked) {
  if (auto status = item::check_conditional_operator(in.conditional_operator.has_value(),
                                                     in.query_filter ? in.query_filter->size() : 0);
      !status) {
    return status;
  }
  if (in.query_filter) {
    auto filter = item::condition_from_filter(item::conditions_of(*std::move(in.query_filter)),
                                              item::conditional_operator(in.conditional_operator));
    if (!filter) return filter.error();
    asked.filter = *std::move(filter);
    asked.filter_name = "QueryFilter";
  }
  if (in.attributes_to_get) {
    auto projection = item::projection_from(*std::move(in.attributes_to_get));
    if (!projection) return projection.error();
    asked.projection = *std::move(projection);
  }
  return ok();
}

Status read_expressions(QueryInput& in, Asked& asked) {
  auto placeholders =
      item::Placeholders::make(std::move(in.expression_attribute_names), std::move(in.expression_attribute_values));
  if (!placeholders) return placeholders.error();
  if (in.filter_expression) {
    auto filter = item::parse_condition(item::ExpressionKind::filter, *in.filter_expression, *placeholders);
    if (!filter) return filter.error();
    asked.filter = *std::move(filter);
    asked.filter_name = "Filter Expression";
  }
  if (in.projection_expression) {
    auto projection = item::parse_projection(*in.projection_expression, *placeholders);
    if (!projection) return projection.error();
    asked.projection = *std::move(projection);
  }
  if (in.key_condition_expression) {
    const auto condition =
        item::parse_condition(item::ExpressionKind::key_condition, *in.key_condition_expression, *placeholders);
    if (!condition) return condition.error();
    if (auto status = placeholders->check_all_used(); !status) return status;
    auto keys = item::key_conditions_of(*condition);
    if (!keys) return keys.error();
    asked.keys = *std::move(keys);
    return ok();
  }
  if (auto status = placeholders->check_all_used(); !status) return status;
  auto keys = item::key_conditions_from(item::conditions_of(*std::move(in.key_conditions)));
  if (!keys) return keys.error();
  asked.keys = *std::move(keys);
  return ok();
}

Status check_filter_paths(const Table& table, const KeySchema& keys, const Asked& asked) {
  if (!asked.filter) return ok();
  Status status;
  asked.filter->expression().for_each_path([&](item::PathView path) {
    const auto& name = path.front().name;
    if (status && keys.names(name)) {
      status = error::validation(std::string(asked.filter_name) +
                                 " can only contain non-primary key attributes: Primary key attribute: " + name);
    }
    if (status) status = check_path(table, path);
  });
  return status;
}

}  // namespace

// Reads the items of one partition, in the order of their sort keys.
Task<Result<QueryOutput>> DynamodbService::query(Caller caller, QueryInput in) {
  if (in.limit && *in.limit < 1) {
    co_return error::validation(
        "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater "
        "than or equal to 1");
  }
  co_await check_parameters(in);
  co_await check_select(Reading::query, in.select, in.index_name.has_value(), in.attributes_to_get.has_value(),
                        in.projection_expression.has_value());
  Asked asked;
  co_await read_legacy(in, asked);
  if (in.exclusive_start_key) co_await check_start_values(*in.exclusive_start_key, item::ValueCheck::newer);
  if (!in.key_conditions && !in.key_condition_expression) {
    co_return error::validation(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
  }
  co_await read_expressions(in, asked);

  PageRequest request{.table = co_await usable_table(caller, in.table_name), .limit = in.limit};
  const auto& table = *request.table;
  request.index = co_await named_index(table, in.index_name);
  const bool is_global = request.index && request.index->kind == IndexKind::global;
  if (is_global && in.consistent_read.value_or(false)) {
    co_return error::validation("Consistent reads are not supported on global secondary indexes");
  }
  const auto& keys = request.index ? request.index->keys : table.record.keys;
  if (in.exclusive_start_key)
    co_await check_start_schema(Reading::query, table, request.index, *in.exclusive_start_key);
  const auto wanted = co_await item::resolve(asked.keys, condition_schema(keys));
  if (in.exclusive_start_key) co_await check_start_in_range(keys, wanted, *in.exclusive_start_key);
  if (asked.projection) co_await check_paths(table, *asked.projection);
  co_await check_filter_paths(table, keys, asked);
  request.filter = std::move(asked.filter);
  request.projection = std::move(asked.projection);
  co_await choose_attributes(in.select, request);

  const bool ascends = in.scan_index_forward.value_or(true);
  request.range =
      read_range(table, request.index, wanted, ascends ? KeyRange::Order::ascending : KeyRange::Order::descending);
  if (in.exclusive_start_key) start_behind(table, request.index, *in.exclusive_start_key, request.range);
  request.consistency = in.consistent_read.value_or(false) ? Consistency::strong : Consistency::eventual;

  auto page = co_await read_items(request);
  QueryOutput out{
      .count = page.count, .scanned_count = page.scanned_count, .last_evaluated_key = std::move(page.last_key)};
  if (!request.counts_only) out.items = std::move(page.items);
  out.consumed_capacity = page.used.described(table, in.return_consumed_capacity);
  co_return out;
}

}  // namespace penstock::dynamodb
