#include <algorithm>

#include "api/dynamodb/errors.h"
#include "services/dynamodb/description.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/table_change.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {
namespace {

// One change at a time.
Status check_free(const Table& table, const UpdateTableInput& in, TimePoint now) {
  const auto in_use = [&](std::string_view what) {
    return errors::resource_in_use("Attempt to change a resource which is still in use: Table is being " +
                                   std::string(what) + ": " + table.key.name);
  };
  const auto& record = table.record;
  switch (record.state(now)) {
    case TableState::creating:
      return in_use("created");
    case TableState::deleting:
    case TableState::gone:
      return in_use("deleted");
    case TableState::active:
    case TableState::updating:
      break;
  }
  const bool has_busy_index = std::ranges::any_of(record.indexes, [&](const IndexRecord& index) {
    const auto state = index.state(now);
    return state == TableState::creating || state == TableState::deleting;
  });
  if (has_busy_index && changes_indexes(in)) {
    return errors::limit_exceeded(
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
  }
  return has_busy_index || now < record.updated_until ? in_use("updated") : ok();
}

}  // namespace

Task<Result<UpdateTableOutput>> DynamodbService::update_table(Caller caller, UpdateTableInput in) {
  co_await check_combination(in);
  const auto key = co_await named_table(caller, in.table_name);
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  auto table = co_await existing_table(key);
  co_await check_free(*table, in, now);
  auto changed = co_await changed_table(*table, in, now, options_.transition);
  table = co_await catalog_.replace(table, std::move(changed));
  co_return UpdateTableOutput{.table_description = described(*table, now)};
}

}  // namespace penstock::dynamodb
