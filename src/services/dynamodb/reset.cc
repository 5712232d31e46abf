#include "services/dynamodb/service.h"

namespace penstock::dynamodb {

// Each table is ended as by DeleteTable, without its time in DELETING.
Task<Status> DynamodbService::reset() {
  std::vector<TableKey> keys;
  for (const auto& table : catalog_.all()) keys.push_back(table->key);
  for (const auto& key : keys) {
    const auto turn = co_await catalog_.turn();
    if (auto table = catalog_.find(key)) {
      auto changed = table->record;
      changed.gone_from = clock_.now();
      co_await catalog_.replace(std::move(table), std::move(changed));
    }
    co_await catalog_.remove_if_gone(key);
  }
  WriteBatch tokens;
  for (const auto prefix : {tokens_prefix, token_ends_prefix}) {
    tokens.erase_range(std::string(prefix), prefix_end(prefix));
  }
  co_await store_.write(std::move(tokens));
  const auto turn = co_await catalog_.turn();
  co_return co_await as_result(catalog_.forget_streams(TableCatalog::Forget::all));
}

}  // namespace penstock::dynamodb
