#include "services/dynamodb/statement_write.h"

#include "api/dynamodb/errors.h"
#include "item/partiql_plan.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/read_range.h"
#include "services/dynamodb/write_condition.h"

namespace penstock::dynamodb {
namespace {

using item::Item;
using item::partiql::Returning;
using item::partiql::Statement;
using item::partiql::StatementKind;

Status check_updated_attributes(const Statement& statement, const TableRecord& table) {
  for (const auto& step : statement.update.steps()) {
    const auto& name = step.path.front().name;
    if (!table.keys.names(name)) continue;
    return error::validation("One or more parameter values were invalid: Cannot update attribute " + name +
                             ". This attribute is part of the key");
  }
  return ok();
}

Status decide_insert(const Statement& statement, ItemWrite& write) {
  if (write.before.exists()) return errors::duplicate_item("Duplicate primary key exists in table");
  write.after = statement.item;
  return ok();
}

Status decide_update(const Statement& statement, const std::optional<std::string>& return_values, ItemWrite& write) {
  // An item that is not there has not the key that the condition names.
  if (auto status = check_condition(*statement.where, write.before, return_values); !status) return status;
  auto item = *write.before.item();
  if (auto status = statement.update.apply(item); !status) return status;
  if (auto status = check_updated_item(write.table->record, item); !status) return status;
  write.after = std::move(item);
  return ok();
}

// Of DELETE and EXISTS.
Status check_where(const Statement& statement, const std::optional<std::string>& return_values,
                   const ItemWrite& write) {
  if (write.before.exists()) return check_condition(*statement.where, write.before, return_values);
  if (holds_for_absent_item(statement, condition_schema(write.table->record.keys))) return ok();
  return condition_failed(std::nullopt, return_values);
}

}  // namespace

Result<Item> written_key(const Statement& statement, const TableRecord& table) {
  if (statement.kind == StatementKind::insert) {
    if (auto status = check_size(statement.item); !status) return status.error();
    if (auto status = check_item(table, statement.item); !status) return status.error();
    return key_of(table.keys, statement.item);
  }
  auto key = item::partiql::key_to_write(statement, condition_schema(table.keys));
  if (!key) return key.error();
  if (auto status = check_key_values(table.keys, *key); !status) return status.error();
  if (auto status = check_updated_attributes(statement, table); !status) return status.error();
  return key;
}

Status decide(const Statement& statement, const std::optional<std::string>& return_values, ItemWrite& write) {
  switch (statement.kind) {
    case StatementKind::insert:
      return decide_insert(statement, write);
    case StatementKind::update:
      return decide_update(statement, return_values, write);
    case StatementKind::delete_:
      write.after = std::nullopt;
      return check_where(statement, return_values, write);
    case StatementKind::exists:
      write.after = write.before.item();
      return check_where(statement, return_values, write);
    case StatementKind::select:
      break;
  }
  write.after = write.before.item();
  return ok();
}

std::optional<Item> returned_item(const Statement& statement, const ItemWrite& write) {
  const auto touched = [&](const std::optional<Item>& item) -> std::optional<Item> {
    auto parts = item ? statement.update.touched_parts(*item) : Item();
    return parts.empty() ? std::nullopt : std::optional(std::move(parts));
  };
  switch (statement.returning) {
    case Returning::nothing:
      return std::nullopt;
    case Returning::all_old:
      return write.before.item();
    case Returning::all_new:
      return write.after;
    case Returning::modified_old:
      return touched(write.before.item());
    case Returning::modified_new:
      return touched(write.after);
  }
  return std::nullopt;
}

}  // namespace penstock::dynamodb
