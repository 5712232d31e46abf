// PartiQL statements, one by one: what ExecuteStatement and BatchExecuteStatement have in common.
#include "services/dynamodb/item_condition_keys.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/statement_read.h"
#include "services/dynamodb/statement_write.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/table_name.h"

namespace penstock::dynamodb {
namespace {

using item::partiql::Statement;
using item::partiql::StatementKind;

std::string_view action_of(StatementKind kind) {
  switch (kind) {
    case StatementKind::select:
    case StatementKind::exists:
      return "dynamodb:PartiQLSelect";
    case StatementKind::insert:
      return "dynamodb:PartiQLInsert";
    case StatementKind::update:
      return "dynamodb:PartiQLUpdate";
    case StatementKind::delete_:
      return "dynamodb:PartiQLDelete";
  }
  return "dynamodb:PartiQLSelect";
}

}  // namespace

// Whether or not the table is there: who may not ask is not told.
Result<TableSnapshot> DynamodbService::table_of(const Caller& caller, const Statement& statement) const {
  const auto key = named_table(caller, statement.table);
  if (!key) return key.error();
  auto table = usable_table(caller, statement.table);
  auto needed = need(action_of(statement.kind), *key);
  if (statement.index) needed.resource += "/index/" + *statement.index;
  if (table && statement.kind == StatementKind::select) {
    needed.context.emplace_back("dynamodb:fulltablescan", is_full_scan(statement, **table) ? "true" : "false");
  }
  add_item_keys(needed, [&] {
    const auto* index = table && statement.index ? (*table)->record.index(*statement.index) : nullptr;
    if (!table || (statement.index && !index)) return facts_of(statement, "");
    return facts_of(statement, (index ? index->keys : (*table)->record.keys).hash.front().name);
  });
  if (auto status = may(caller, needed); !status) return status.error();
  return table;
}

Task<Result<StatementWrite>> DynamodbService::write(Statement statement, TableSnapshot table,
                                                    std::optional<std::string> return_values) {
  const auto key = co_await written_key(statement, table->record);
  ItemWrite write{.table = table, .store_key = item_store_key(table->record, key)};
  const auto turn = co_await item_turns_.take(item_turns_.place_of(write.store_key));
  write.before = co_await stored(write.store_key);
  if (auto decided = decide(statement, return_values, write); !decided) {
    co_return StatementWrite{.refused = std::move(decided.error()), .found = write.before.item()};
  }
  if (table->collections) co_await check_collection(write);
  StatementWrite done{.returned = returned_item(statement, write)};
  add_write(done.used, write);
  co_await commit(store_, clock_, one(std::move(write)));
  co_return done;
}

}  // namespace penstock::dynamodb
