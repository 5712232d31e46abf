#include "services/dynamodb/capacity.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/item_collections.h"
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

// Puts an item in the place of the one that has its key, if the condition holds for that.
Task<Result<PutItemOutput>> DynamodbService::put_item(Caller caller, PutItemInput in) {
  co_await detected(check_parameters(in));
  co_await detected(check_values(in.item, item::ValueCheck::newer));
  co_await detected(check_return_values(in.return_values));
  co_await check_size(in.item);
  const auto condition = co_await detected(write_condition(in));
  const auto table = co_await usable_table(caller, in.table_name);
  co_await check_item(table->record, in.item);

  ItemWrite write{.table = table, .store_key = item_store_key(table->record, in.item)};
  write.blind = may_be_blind(*table, in, condition);
  const auto turn = co_await item_turns_.take(item_turns_.place_of(write.store_key));
  if (!write.blind) write.before = co_await stored(write.store_key);
  co_await check_condition(condition, write.before, in.return_values_on_condition_check_failure);
  write.after = std::move(in.item);

  if (table->collections) co_await check_collection(write);
  PutItemOutput out;
  out.consumed_capacity = write_capacity(*table, write, in.return_consumed_capacity);
  if (in.return_values == return_value::all_old) out.attributes = write.before.item();
  if (in.return_item_collection_metrics) {
    out.item_collection_metrics = co_await collection_metrics(table, *write.after, in.return_item_collection_metrics);
  }
  co_await commit(store_, clock_, one(std::move(write)));
  co_return out;
}

}  // namespace penstock::dynamodb
