#include <algorithm>
#include <utility>

#include "api/dynamodb/errors.h"
#include "item/partiql_plan.h"
#include "services/dynamodb/read_range.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

using item::partiql::Statement;
using item::partiql::StatementKind;

// A batch names errors in its own words.
std::string batch_code(std::string_view code) {
  using std::pair;
  static constexpr pair<std::string_view, std::string_view> others[] = {
      {"ValidationException", batch_statement_error_code_enum::validation_error},
      {"ThrottlingException", batch_statement_error_code_enum::throttling_error},
      {"InternalFailure", batch_statement_error_code_enum::internal_server_error},
      {"InternalServerError", batch_statement_error_code_enum::internal_server_error},
      {"ServiceUnavailable", batch_statement_error_code_enum::internal_server_error},
  };
  for (const auto& [from, to] : others) {
    if (code == from) return std::string(to);
  }
  if (code.ends_with("Exception")) code.remove_suffix(std::string_view("Exception").size());
  return std::string(code);
}

BatchStatementError described(ApiError error) {
  return {.code = batch_code(error.code), .message = std::move(error.message)};
}

Result<item::Item> key_to_read(const Statement& statement, const TableRecord& table) {
  const auto schema = condition_schema(table.keys);
  if (const auto plan = item::partiql::plan_select(statement, schema); !plan) return plan.error();
  auto key = item::partiql::only_key_of(statement, schema);
  if (key && !statement.index) return *std::move(key);
  return error::validation(
      "Select statements within BatchExecuteStatement must specify the primary key in the where clause.");
}

}  // namespace

// Runs statements that each read or write one item, one after the other. What is wrong with one is told in its place.
Task<Result<BatchExecuteStatementOutput>> DynamodbService::batch_execute_statement(Caller caller,
                                                                                   BatchExecuteStatementInput in) {
  std::vector<Result<Statement>> statements;
  for (auto& request : in.statements) {
    statements.push_back(item::partiql::parse_statement(request.statement,
                                                        std::exchange(request.parameters, {}).value_or(item::List())));
  }
  const auto reads = std::ranges::count_if(statements, [](const auto& s) { return s && s->is_read(); });
  const auto writes = std::ranges::count_if(statements, [](const auto& s) { return s && !s->is_read(); });
  if (reads > 0 && writes > 0) {
    co_return error::validation(
        "BatchExecuteStatement API does not support both read and write operations in the same request.");
  }

  BatchExecuteStatementOutput out{.responses = std::vector<BatchStatementResponse>()};
  CapacityByTable used;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    auto& response = out.responses->emplace_back();
    if (!statements[i]) {
      response.error = described(std::move(statements[i].error()));
      continue;
    }
    const auto table = statements[i]->table;
    auto done = co_await as_result(run_in_batch(caller, *std::move(statements[i]), in.statements[i]));
    if (!done) {
      response.error = described(std::move(done.error()));
      continue;
    }
    response.item = std::move(done->item);
    response.error = std::move(done->error);
    if (!response.error) response.table_name = table;
    used.of(done->table).add(done->used);
  }
  out.consumed_capacity = used.described(in.return_consumed_capacity);
  co_return out;
}

Task<Result<DynamodbService::RunInBatch>> DynamodbService::run_in_batch(Caller caller, Statement statement,
                                                                        BatchStatementRequest request) {
  if (statement.kind == StatementKind::exists) {
    co_return error::validation("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  RunInBatch run{.table = co_await table_of(caller, statement)};
  if (statement.is_read()) {
    const auto key = co_await key_to_read(statement, run.table->record);
    const auto item = co_await stored_item(item_store_key(run.table->record, key));
    const bool strong = request.consistent_read.value_or(false);
    run.used.add_table(
        read_units(item ? item::size_of(*item) : 0, strong ? Consistency::strong : Consistency::eventual));
    if (item) run.item = columns_of(statement, *item);
    co_return run;
  }
  const auto wants_item = request.return_values_on_condition_check_failure;
  auto written = co_await write(std::move(statement), run.table, wants_item);
  run.used = std::move(written.used);
  run.item = std::move(written.returned);
  if (!written.refused) co_return run;
  const bool gives_item = !written.refused->json_fields.empty();
  run.error = described(*std::move(written.refused));
  if (gives_item) run.error->item = std::move(written.found);
  co_return run;
}

}  // namespace penstock::dynamodb
