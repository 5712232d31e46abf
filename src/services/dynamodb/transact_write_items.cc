#include "services/dynamodb/item_check.h"
#include "services/dynamodb/item_update.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/write_condition.h"

namespace penstock::dynamodb {
namespace {

using item::Item;

// One action as it was asked for: what there is to say of it without its table.
struct Asked {
  std::string table_name;
  Item item;  // or the key
  AskedUpdate update;
  std::optional<std::string> return_values;
  enum class Kind : std::uint8_t { check, put, update, delete_ } kind = Kind::check;
};

Status check_members(const TransactWriteItem& in) {
  const int count = static_cast<int>(in.condition_check.has_value()) + static_cast<int>(in.put.has_value()) +
                    static_cast<int>(in.delete_.has_value()) + static_cast<int>(in.update.has_value());
  if (count == 1) return ok();
  return error::validation("TransactItems can only contain one of Check, Put, Update or Delete");
}

// What all kinds of actions have; takes from the input.
template <class Action>
Result<Asked> asked_of(Asked::Kind kind, Action& in, Item& item, std::optional<std::string> update) {
  std::optional<std::string> condition = std::move(in.condition_expression);
  const item::GivenParameter expressions[] = {{"UpdateExpression", update.has_value()},
                                              {"ConditionExpression", condition.has_value()}};
  const auto offered = std::span(expressions).subspan(kind == Asked::Kind::update ? 0 : 1);
  const auto together = item::check_together({.expressions = offered,
                                              .has_names = in.expression_attribute_names.has_value(),
                                              .has_values = in.expression_attribute_values.has_value()});
  if (!together) return together.error();
  if (auto status = check_values(item, item::ValueCheck::older); !status) return status.error();
  Asked asked{.table_name = std::move(in.table_name),
              .item = std::move(item),
              .return_values = std::move(in.return_values_on_condition_check_failure),
              .kind = kind};
  if (kind == Asked::Kind::put) {
    if (auto status = check_size(asked.item); !status) return status.error();
  }
  const auto read = read_expressions({.update = std::move(update),
                                      .condition = std::move(condition),
                                      .names = std::move(in.expression_attribute_names),
                                      .values = std::move(in.expression_attribute_values)},
                                     item::ValueCheck::older, asked.update);
  if (!read) return read.error();
  return asked;
}

Result<Asked> asked_of(TransactWriteItem& in) {
  if (auto status = check_members(in); !status) return status.error();
  if (in.put) return asked_of(Asked::Kind::put, *in.put, in.put->item, std::nullopt);
  if (in.delete_) return asked_of(Asked::Kind::delete_, *in.delete_, in.delete_->key, std::nullopt);
  if (in.condition_check) {
    return asked_of(Asked::Kind::check, *in.condition_check, in.condition_check->key, std::nullopt);
  }
  return asked_of(Asked::Kind::update, *in.update, in.update->key, std::move(in.update->update_expression));
}

// What AWS refuses before it begins the transaction; other faults of keys are reasons to cancel it.
Status check_not_empty(const TableRecord& table, const Asked& asked) {
  if (auto status = check_keys_not_empty(table.keys, asked.item); !status) return status;
  if (asked.kind == Asked::Kind::put) return check_index_keys_not_empty(table, asked.item);
  if (asked.kind == Asked::Kind::update) return check_new_index_keys(table, asked.update.update);
  return ok();
}

Status check_keys(const TableRecord& table, const Asked& asked) {
  if (asked.kind == Asked::Kind::put) return check_item(table, asked.item);
  if (auto status = check_key(table.keys, asked.item); !status) return status;
  if (asked.kind == Asked::Kind::update) return check_new_attributes(table, asked.update.update);
  return ok();
}

Status decide(const Asked& asked, ItemWrite& write) {
  if (auto status = check_condition(asked.update.condition, write.before, asked.return_values); !status) return status;
  switch (asked.kind) {
    case Asked::Kind::check:
      write.after = write.before.item();
      break;
    case Asked::Kind::put:
      break;  // it is there already
    case Asked::Kind::delete_:
      write.after = std::nullopt;
      break;
    case Asked::Kind::update: {
      auto item = updated_item(write.table->record, asked.update.update, write.before.item(), asked.item);
      if (!item) return item.error();
      write.after = *std::move(item);
      break;
    }
  }
  return ok();
}

Result<TransactionAction> action_of(Asked asked, TableSnapshot table) {
  const auto& record = table->record;
  if (auto status = check_not_empty(record, asked); !status) return status.error();
  TransactionAction action{.write = {.table = table}};
  if (auto status = check_keys(record, asked); !status) {
    action.refused = std::move(status.error());
    return action;
  }
  action.key = key_of(record.keys, asked.item);
  action.write.store_key = item_store_key(record, asked.item);
  if (asked.kind == Asked::Kind::put) action.write.after = std::move(asked.item);
  action.decide = [asked = std::move(asked)](ItemWrite& write) { return decide(asked, write); };
  return action;
}

template <class Action>
void add_common(RequestParts& parts, std::string_view kind, const Action& in, const Item& item) {
  parts.add_text(kind);
  parts.add_text(in.table_name);
  parts.add_item(item);
  parts.add_text(in.condition_expression);
  parts.add_names(in.expression_attribute_names);
  parts.add_item(in.expression_attribute_values);
  parts.add_text(in.return_values_on_condition_check_failure);
}

std::string fingerprint_of(const std::vector<TransactWriteItem>& items) {
  RequestParts parts;
  for (const auto& in : items) {
    if (in.condition_check) add_common(parts, "check", *in.condition_check, in.condition_check->key);
    if (in.put) add_common(parts, "put", *in.put, in.put->item);
    if (in.delete_) add_common(parts, "delete", *in.delete_, in.delete_->key);
    if (!in.update) continue;
    add_common(parts, "update", *in.update, in.update->key);
    parts.add_text(in.update->update_expression);
  }
  return parts.fingerprint();
}

}  // namespace

// Writes and checks items of several tables, all or none.
Task<Result<TransactWriteItemsOutput>> DynamodbService::transact_write_items(Caller caller,
                                                                             TransactWriteItemsInput in) {
  const auto as_sent = in.client_request_token ? in.transact_items : std::vector<TransactWriteItem>();
  std::vector<Asked> asked;
  for (auto& item : in.transact_items) asked.push_back(co_await asked_of(item));
  std::optional<TransactionToken> token;  // of what is known to have no faults
  if (in.client_request_token) {
    token = TransactionToken{.store_key = token_store_key(caller.account, caller.region, *in.client_request_token),
                             .fingerprint = fingerprint_of(as_sent)};
  }
  std::vector<TransactionAction> actions;
  TouchedCollections touched;
  for (auto& one_asked : asked) {
    const auto table = co_await usable_table(caller, one_asked.table_name);
    const auto& action = actions.emplace_back(co_await action_of(std::move(one_asked), table));
    if (!action.refused) touched.add(table, action.key);
  }

  const auto done = co_await run_transaction(std::move(actions), std::move(token));
  TransactWriteItemsOutput out{.consumed_capacity = done.used.described(in.return_consumed_capacity, done.used_for)};
  out.item_collection_metrics = co_await collection_metrics(std::move(touched), in.return_item_collection_metrics);
  co_return out;
}

}  // namespace penstock::dynamodb
