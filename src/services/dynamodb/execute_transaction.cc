#include <memory>
#include <utility>

#include "item/partiql_plan.h"
#include "services/dynamodb/read_range.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

using item::partiql::Returning;
using item::partiql::Statement;
using item::partiql::StatementKind;

std::string failed_statement(std::size_t index) {
  return "Validation failed in TransactStatements[" + std::to_string(index) + "]: ";
}

Status check_kinds(const std::vector<Statement>& statements) {
  std::size_t reads = 0;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto failed = failed_statement(i);
    if (statements[i].returning != Returning::nothing) {
      return error::validation(failed + "RETURNING clause is not supported in ExecuteTransaction.");
    }
    if (!statements[i].is_read()) continue;
    if (statements[i].index) {
      return error::validation(failed + "Reads on indices are not supported within transactions.");
    }
    ++reads;
  }
  if (reads == 0 || reads == statements.size()) return ok();
  return error::validation(
      "ExecuteTransaction API does not support both read and write operations in the same request.");
}

// A read names its key and nothing more, EXISTS something more.
Status check_names_item(const Statement& statement, std::size_t index, const TableRecord& table) {
  const bool is_exists = statement.kind == StatementKind::exists;
  if (!statement.is_read() && !is_exists) return ok();
  if (item::partiql::only_key_of(statement, condition_schema(table.keys)).has_value() != is_exists) return ok();
  return error::validation(
      failed_statement(index) +
      (is_exists ? "EXISTS() must contain a single item read with additional condition"
                 : "Select statements within ExecuteTransaction must specify the primary key in the where clause."));
}

Result<item::Item> key_of_statement(const Statement& statement, const TableRecord& table) {
  if (!statement.is_read()) return written_key(statement, table);
  return *item::partiql::only_key_of(statement, condition_schema(table.keys));
}

TransactionAction action_of(std::shared_ptr<const Statement> statement, std::optional<std::string> return_values,
                            const TableSnapshot& table) {
  TransactionAction action{.write = {.table = table}};
  auto key = key_of_statement(*statement, table->record);
  if (!key) {
    action.refused = std::move(key.error());
    return action;
  }
  action.write.store_key = item_store_key(table->record, *key);
  action.key = *std::move(key);
  action.decide = [statement = std::move(statement), return_values = std::move(return_values)](ItemWrite& write) {
    return decide(*statement, return_values, write);
  };
  return action;
}

std::string fingerprint_of(const std::vector<ParameterizedStatement>& statements) {
  RequestParts parts;
  for (const auto& asked : statements) {
    parts.add_text("statement");
    parts.add_text(asked.statement);
    parts.add_item(item::Item{{"?", item::List(asked.parameters.value_or(item::List()))}});
    parts.add_text(asked.return_values_on_condition_check_failure);
  }
  return parts.fingerprint();
}

// The reasons of the actions that were refused, if there are any.
Status check_not_refused(const std::vector<TransactionAction>& actions) {
  std::vector<std::optional<ApiError>> reasons;
  bool is_cancelled = false;
  for (const auto& action : actions) {
    reasons.push_back(action.refused);
    is_cancelled = is_cancelled || action.refused;
  }
  return is_cancelled ? Status(transaction_cancelled(reasons)) : ok();
}

}  // namespace

// Runs PartiQL statements together: all of them read one item each, or all of them write or check one.
Task<Result<ExecuteTransactionOutput>> DynamodbService::execute_transaction(Caller caller, ExecuteTransactionInput in) {
  std::vector<Statement> statements;
  for (const auto& asked : in.transact_statements) {
    statements.push_back(
        co_await item::partiql::parse_statement(asked.statement, asked.parameters.value_or(item::List())));
  }
  co_await check_kinds(statements);
  std::vector<TransactionAction> actions;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto table = co_await table_of(caller, statements[i]);
    co_await check_names_item(statements[i], i, table->record);
    actions.push_back(action_of(std::make_shared<const Statement>(statements[i]),
                                in.transact_statements[i].return_values_on_condition_check_failure, table));
  }

  ExecuteTransactionOutput out{.responses = std::vector<ItemResponse>()};
  if (statements.front().is_read()) {
    co_await check_actions(actions);
    co_await check_not_refused(actions);
    co_await read_together(actions);
    for (std::size_t i = 0; i < actions.size(); ++i) {
      auto& response = out.responses->emplace_back();
      if (const auto& item = actions[i].write.before.item()) response.item = columns_of(statements[i], *item);
    }
    CapacityByTable used;
    add_transaction_reads(used, actions);
    out.consumed_capacity = used.described(in.return_consumed_capacity, UsedFor::reads);
    co_return out;
  }
  std::optional<TransactionToken> token;
  if (in.client_request_token) {
    token = TransactionToken{.store_key = token_store_key(caller.account, caller.region, *in.client_request_token),
                             .fingerprint = fingerprint_of(in.transact_statements)};
  }
  const auto done = co_await run_transaction(std::move(actions), std::move(token));
  out.consumed_capacity = done.used.described(in.return_consumed_capacity, done.used_for);
  co_return out;
}

}  // namespace penstock::dynamodb
