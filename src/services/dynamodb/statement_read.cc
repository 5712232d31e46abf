#include "services/dynamodb/statement_read.h"

#include "base/base64.h"
#include "base/hash.h"
#include "item/item_encoding.h"
#include "item/partiql_plan.h"
#include "services/dynamodb/index_entry.h"
#include "services/dynamodb/read_range.h"
#include "services/dynamodb/start_key.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

using item::partiql::Statement;

constexpr std::size_t fingerprint_bytes = 16;

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

ApiError invalid_token() { return error::validation("Invalid NextToken"); }

template <class Names>
std::string not_projected(const TableRecord& table, const IndexRecord& index, const Names& names) {
  std::string missing;
  for (const auto& name : names) {
    if (!is_projected(table, index, name)) missing += (missing.empty() ? "" : ", ") + name;
  }
  return missing;
}

std::vector<std::string> names_of_columns(const Statement& statement) {
  std::vector<std::string> names;
  if (!statement.columns) return names;
  for (const auto& column : *statement.columns) names.push_back(column.path.front().name);
  return names;
}

// A local index fetches what it lacks of the columns; a global one cannot, and neither does for a filter.
Status check_projected(const Statement& statement, const item::partiql::SelectPlan& plan, PageRequest& request) {
  const auto& table = request.table->record;
  const auto& index = *request.index;
  if (const auto missing = not_projected(table, index, plan.filtered); !missing.empty()) {
    return invalid("Secondary index " + index.name + " does not project one or more filter attributes: [" + missing +
                   "]");
  }
  const auto missing = not_projected(table, index, names_of_columns(statement));
  if (missing.empty()) return ok();
  if (index.kind == IndexKind::global) {
    return invalid("Global secondary index " + index.name + " does not project [" + missing + "]");
  }
  request.fetches_items = true;
  return ok();
}

const IndexRecord* index_of(const Statement& statement, const Table& table) {
  return statement.index ? table.record.index(*statement.index) : nullptr;
}

}  // namespace

Result<StatementReads> reads_of(const Statement& statement, TableSnapshot table, bool is_consistent) {
  StatementReads reads{.request = {.table = std::move(table)}};
  auto& request = reads.request;
  const auto& record = request.table->record;
  request.index = index_of(statement, *request.table);
  if (statement.index && !request.index) {
    return error::validation("The table does not have the specified index");
  }
  if (is_consistent && request.index && request.index->kind == IndexKind::global) {
    return error::validation("Strongly consistent read is not supported on Global Secondary Indexes");
  }
  request.consistency = is_consistent ? Consistency::strong : Consistency::eventual;
  const auto plan =
      item::partiql::plan_select(statement, condition_schema(request.index ? request.index->keys : record.keys));
  if (!plan) return plan.error();
  if (request.index) {
    if (auto status = check_projected(statement, *plan, request); !status) return status.error();
  }
  request.filter = statement.where;

  const auto order = plan->is_descending ? KeyRange::Order::descending : KeyRange::Order::ascending;
  for (const auto& wanted : plan->reads) {
    auto range = read_range(*request.table, request.index, wanted, order);
    if (range.begin < range.end) reads.ranges.push_back(std::move(range));
  }
  if (plan->reads.empty()) {
    const auto prefix = entries_prefix(record.number, request.index ? request.index->number : 0);
    reads.ranges.push_back({.begin = prefix, .end = prefix_end(prefix)});
  }
  return reads;
}

bool is_full_scan(const Statement& statement, const Table& table) {
  const auto* index = index_of(statement, table);
  const auto plan = item::partiql::plan_select(statement, condition_schema(index ? index->keys : table.record.keys));
  return plan && plan->reads.empty();
}

std::string fingerprint(std::string_view statement,
                        const std::optional<std::vector<item::AttributeValue>>& parameters) {
  auto all = item::encode_item({{"?", item::List(parameters.value_or(std::vector<item::AttributeValue>()))}});
  all += statement;
  return std::string(bytes_of(sha256(all)).substr(0, fingerprint_bytes));
}

std::string token_of(const StatementPosition& position, std::string_view fingerprint) {
  std::string bytes(fingerprint);
  bytes += static_cast<char>(position.read);
  if (position.behind) item::append_item(bytes, *position.behind);
  return to_base64(bytes);
}

Result<StatementPosition> position_of(std::string_view token, std::string_view fingerprint,
                                      const StatementReads& reads) {
  std::string bytes;
  if (!from_base64(token, bytes) || bytes.size() <= fingerprint_bytes) return invalid_token();
  if (!bytes.starts_with(fingerprint)) return error::validation("NextToken does not match request");
  StatementPosition position{.read = static_cast<unsigned char>(bytes[fingerprint_bytes])};
  if (position.read >= reads.ranges.size()) return invalid_token();
  if (bytes.size() == fingerprint_bytes + 1) return position;
  position.behind = item::decode_item(std::string_view(bytes).substr(fingerprint_bytes + 1));
  if (!position.behind || !check_start_values(*position.behind, item::ValueCheck::older) ||
      !check_start_schema(Reading::query, *reads.request.table, reads.request.index, *position.behind)) {
    return invalid_token();
  }
  return position;
}

}  // namespace penstock::dynamodb
