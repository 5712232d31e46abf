#include "services/dynamodb/capacity.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/item_collections.h"
#include "services/dynamodb/item_update.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/update_charge.h"
#include "services/dynamodb/write_condition.h"

namespace penstock::dynamodb {
namespace {

using item::Item;

Status check_parameters(const UpdateItemInput& in) {
  using item::GivenParameter;
  const GivenParameter legacy[] = {{"AttributeUpdates", in.attribute_updates.has_value()},
                                   {"Expected", in.expected.has_value()}};
  const GivenParameter expressions[] = {{"UpdateExpression", in.update_expression.has_value()},
                                        {"ConditionExpression", in.condition_expression.has_value()}};
  return item::check_together({.legacy = legacy,
                               .expressions = expressions,
                               .has_names = in.expression_attribute_names.has_value(),
                               .has_values = in.expression_attribute_values.has_value(),
                               .of_one_item = true});
}

// Takes from the input.
Result<AskedUpdate> asked_update(UpdateItemInput& in) {
  AskedUpdate asked;
  if (in.attribute_updates) {
    auto update = item::update_from(item::updates_of(*std::move(in.attribute_updates)));
    if (!update) return update.error();
    asked.update = *std::move(update);
  }
  auto condition = expected_condition(in);
  if (!condition) return condition.error();
  asked.condition = *std::move(condition);
  const auto status = read_expressions({.update = std::move(in.update_expression),
                                        .condition = std::move(in.condition_expression),
                                        .names = std::move(in.expression_attribute_names),
                                        .values = std::move(in.expression_attribute_values)},
                                       item::ValueCheck::newer, asked);
  if (!status) return status.error();
  return asked;
}

std::optional<Item> returned(const std::optional<std::string>& wanted, const item::Update& update,
                             const ItemWrite& write) {
  const auto touched = [&](const std::optional<Item>& item) -> std::optional<Item> {
    auto parts = item ? update.touched_parts(*item) : Item();
    return parts.empty() ? std::nullopt : std::optional(std::move(parts));
  };
  if (wanted == return_value::all_old) return write.before.item();
  if (wanted == return_value::all_new) return write.after;
  if (wanted == return_value::updated_old) return touched(write.before.item());
  if (wanted == return_value::updated_new) return touched(write.after);
  return std::nullopt;
}

}  // namespace

// Changes an item, if the condition holds for it; makes one when there is none.
Task<Result<UpdateItemOutput>> DynamodbService::update_item(Caller caller, UpdateItemInput in) {
  co_await detected(check_parameters(in));
  co_await detected(check_values(in.key, item::ValueCheck::newer));
  const auto asked = co_await detected(asked_update(in));
  const auto table = co_await usable_table(caller, in.table_name);
  co_await check_key(table->record.keys, in.key);
  co_await check_new_index_keys(table->record, asked.update);
  co_await check_new_attributes(table->record, asked.update);

  ItemWrite write{.table = table, .store_key = item_store_key(table->record, in.key)};
  const auto turn = co_await item_turns_.take(item_turns_.place_of(write.store_key));
  write.before = co_await stored(write.store_key);
  co_await check_charge(asked.update, write.before.item());
  co_await check_condition(asked.condition, write.before, in.return_values_on_condition_check_failure);
  write.after = co_await updated_item(table->record, asked.update, write.before.item(), in.key);

  if (table->collections) co_await check_collection(write);
  UpdateItemOutput out{.attributes = returned(in.return_values, asked.update, write)};
  out.consumed_capacity = write_capacity(*table, write, in.return_consumed_capacity);
  if (in.return_item_collection_metrics) {
    out.item_collection_metrics = co_await collection_metrics(table, in.key, in.return_item_collection_metrics);
  }
  co_await commit(store_, clock_, one(std::move(write)));
  co_return out;
}

}  // namespace penstock::dynamodb
