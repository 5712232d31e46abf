#include "services/dynamodb/change_admission.h"
#include "services/dynamodb/description.h"
#include "services/dynamodb/on_demand_throughput.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/table_change.h"
#include "services/dynamodb/table_name.h"
#include "services/dynamodb/throughput.h"

namespace penstock::dynamodb {

Task<Result<UpdateTableOutput>> DynamodbService::update_table(Caller caller, UpdateTableInput in) {
  co_await check_combination(in);
  const auto key = co_await named_table(caller, in.table_name);
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  auto table = co_await existing_table(key);
  co_await check_may_change(*table, in, now);
  auto changed = co_await changed_table(*table, in, now, options_.transition);
  co_await check_account_limits(table->record, changed, key.region);
  if (options_.pauses == Pauses::as_aws) co_await check_decreases(table->record, changed, now);
  table = co_await catalog_.replace(table, std::move(changed));
  auto description = described(*table, now);
  // AWS says so also when they were like that before.
  if ((in.billing_mode || in.table_class) && options_.transition != Millis{0}) {
    description.table_status = std::string(table_status::updating);
  }
  if (in.on_demand_throughput) tell_removed_bounds(*in.on_demand_throughput, description);
  co_return UpdateTableOutput{.table_description = std::move(description)};
}

}  // namespace penstock::dynamodb
