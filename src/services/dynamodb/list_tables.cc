#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"

namespace penstock::dynamodb {

Task<Result<ListTablesOutput>> DynamodbService::list_tables(Caller caller, ListTablesInput in) {
  const auto count_max = static_cast<std::size_t>(in.limit.value_or(limits::list_tables_default));
  const auto after = in.exclusive_start_table_name.value_or("");
  const auto tables = catalog_.list(caller.account, caller.region, after, count_max + 1);
  ListTablesOutput out{.table_names = std::vector<std::string>()};
  for (const auto& table : tables) {
    if (out.table_names->size() == count_max) {
      out.last_evaluated_table_name = out.table_names->back();
      break;
    }
    out.table_names->push_back(table->key.name);
  }
  co_return out;
}

}  // namespace penstock::dynamodb
