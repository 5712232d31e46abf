#include "item/expression_parameters.h"
#include "item/legacy_conditions.h"
#include "services/dynamodb/capacity.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/projection.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

Status check_parameters(const GetItemInput& in) {
  const item::GivenParameter legacy[] = {{"AttributesToGet", in.attributes_to_get.has_value()}};
  const item::GivenParameter expressions[] = {{"ProjectionExpression", in.projection_expression.has_value()}};
  return item::check_together(
      {.legacy = legacy, .expressions = expressions, .has_names = in.expression_attribute_names.has_value()});
}

}  // namespace

Task<Result<GetItemOutput>> DynamodbService::get_item(Caller caller, GetItemInput in) {
  co_await check_parameters(in);
  co_await check_values(in.key, item::ValueCheck::newer);
  const auto projection = co_await asked_projection(std::move(in.attributes_to_get), in.projection_expression,
                                                    std::move(in.expression_attribute_names));
  const auto table = co_await usable_table(caller, in.table_name);
  co_await check_key(table->record.keys, in.key);
  if (projection) co_await check_paths(*table, *projection);

  auto item = co_await stored_item(item_store_key(table->record, in.key));
  GetItemOutput out;
  if (in.return_consumed_capacity && *in.return_consumed_capacity != return_consumed_capacity::none) {
    UsedCapacity used;
    const bool strong = in.consistent_read.value_or(false);
    used.add_table(read_units(item ? item::size_of(*item) : 0, strong ? Consistency::strong : Consistency::eventual));
    out.consumed_capacity = used.described(*table, in.return_consumed_capacity);
  }
  if (item) out.item = projection ? projection->project(*item) : *std::move(item);
  co_return out;
}

}  // namespace penstock::dynamodb
