// PartiQL for DynamoDB: a statement, read and checked as far as that goes without the table. Conditions and updates are
// the same trees as those of expressions; what a statement reads or writes of a table is planned by
// item/partiql_plan.h. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "item/condition.h"
#include "item/update.h"

namespace penstock::item::partiql {

enum class StatementKind : std::uint8_t { select, insert, update, delete_, exists };

enum class Returning : std::uint8_t { nothing, all_old, modified_old, all_new, modified_new };

// What a SELECT gives of an item, under the name of the path's last part: `k[0]` for m.k[0].
struct Column {
  DocumentPath path;
  std::string name;
};

struct OrderTerm {
  std::string name;
  bool is_descending = false;
};

struct Statement {
  StatementKind kind = StatementKind::select;
  std::string table;
  std::optional<std::string> index = {};

  std::optional<std::vector<Column>> columns = {};  // of select; without them, everything
  std::optional<Condition> where = {};
  std::vector<OrderTerm> order = {};
  Item item = {};  // of insert
  Update update = {};
  Returning returning = Returning::nothing;

  bool is_read() const { return kind == StatementKind::select; }
};

// Errors: ValidationException: a fault in a parameter, a statement that is not well formed or says what DynamoDB does
// not take. The statement may be as long as statement_bytes_max.
Result<Statement> parse_statement(std::string_view text, std::vector<AttributeValue> parameters);

// The columns of an item; the item itself for SELECT *.
Item columns_of(const Statement& statement, const Item& item);

}  // namespace penstock::item::partiql
