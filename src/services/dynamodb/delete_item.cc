#include "services/dynamodb/capacity.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/write_condition.h"

namespace penstock::dynamodb {
namespace {

Status check_return_values(const std::optional<std::string>& wanted) {
  if (!wanted || *wanted == return_value::none || *wanted == return_value::all_old) return ok();
  return error::validation("ReturnValues can only be ALL_OLD or NONE");
}

}  // namespace

// Deletes an item, if the condition holds for it. Deleting what is not there is no error.
Task<Result<DeleteItemOutput>> DynamodbService::delete_item(Caller caller, DeleteItemInput in) {
  co_await detected(check_parameters(in));
  co_await detected(check_values(in.key, item::ValueCheck::newer));
  co_await detected(check_return_values(in.return_values));
  const auto condition = co_await detected(write_condition(in));
  const auto table = co_await usable_table(caller, in.table_name);
  co_await check_key(table->record.keys, in.key);

  ItemWrite write{.table = table, .store_key = item_store_key(table->record, in.key)};
  write.blind = may_be_blind(*table, in, condition);
  const auto turn = co_await item_turns_.take(item_turns_.place_of(write.store_key));
  if (!write.blind) write.before = co_await stored(write.store_key);
  co_await check_condition(condition, write.before, in.return_values_on_condition_check_failure);

  DeleteItemOutput out;
  out.consumed_capacity = write_capacity(*table, write, in.return_consumed_capacity);
  if (in.return_values == return_value::all_old) out.attributes = write.before.item();
  if (in.return_item_collection_metrics) {
    out.item_collection_metrics = co_await collection_metrics(table, in.key, in.return_item_collection_metrics);
  }
  co_await commit(store_, clock_, one(std::move(write)));
  co_return out;
}

}  // namespace penstock::dynamodb
