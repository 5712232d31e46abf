#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/statement_read.h"

namespace penstock::dynamodb {

using item::partiql::Statement;
using item::partiql::StatementKind;

// Runs one PartiQL statement: a page of a SELECT, or a write of one item.
Task<Result<ExecuteStatementOutput>> DynamodbService::execute_statement(Caller caller, ExecuteStatementInput in) {
  auto statement = co_await item::partiql::parse_statement(in.statement, in.parameters.value_or(item::List()));
  if (statement.kind == StatementKind::exists) {
    co_return error::validation("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  auto table = co_await table_of(caller, statement);
  if (statement.is_read()) co_return co_await as_result(select(std::move(statement), std::move(table), std::move(in)));

  auto written = co_await write(std::move(statement), table, in.return_values_on_condition_check_failure);
  if (written.refused) co_return *std::move(written.refused);
  ExecuteStatementOutput out{.items = std::vector<item::Item>()};
  if (written.returned) out.items->push_back(*std::move(written.returned));
  out.consumed_capacity = written.used.described(*table, in.return_consumed_capacity);
  co_return out;
}

// Reads until the limit or about 1 MB is reached, or nothing is left.
Task<Result<ExecuteStatementOutput>> DynamodbService::select(Statement statement, TableSnapshot table,
                                                             ExecuteStatementInput in) const {
  const auto reads = co_await reads_of(statement, table, in.consistent_read.value_or(false));
  StatementPosition position;
  if (in.next_token) position = co_await position_of(*in.next_token, fingerprint(in.statement, in.parameters), reads);

  ExecuteStatementOutput out{.items = std::vector<item::Item>()};
  UsedCapacity used;
  std::size_t bytes = 0;
  auto left = in.limit;
  bool is_full = false;
  while (position.read < reads.ranges.size() && !is_full) {
    auto request = reads.request;
    request.range = reads.ranges[position.read];
    request.limit = left;
    if (position.behind) start_behind(*table, request.index, *position.behind, request.range);
    auto page = co_await read_items(std::move(request));
    used.add(page.used);
    for (const auto& item : page.items) {
      bytes += item::size_of(item);
      out.items->push_back(columns_of(statement, item));
    }
    if (left) *left -= page.scanned_count;
    is_full = page.last_key || bytes >= limits::page_bytes_max;
    position.behind = std::move(page.last_key);
    if (!position.behind) ++position.read;
  }
  if (position.read < reads.ranges.size()) {
    out.next_token = token_of(position, fingerprint(in.statement, in.parameters));
    out.last_evaluated_key = std::move(position.behind);
  }
  out.consumed_capacity = used.described(*table, in.return_consumed_capacity);
  co_return out;
}

}  // namespace penstock::dynamodb
