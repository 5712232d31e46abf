// What PartiQL's SELECT reads of a table or an index, and where its pages begin. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "item/partiql.h"
#include "services/dynamodb/item_page.h"

namespace penstock::dynamodb {

struct StatementReads {
  PageRequest request;           // of each read, but for its range
  std::vector<KeyRange> ranges;  // read one after the other
};

// Errors: ValidationException: no such index, attributes that it lacks, what no plan can be made for.
Result<StatementReads> reads_of(const item::partiql::Statement& statement, TableSnapshot table, bool is_consistent);

// Whether a SELECT has to look at the whole table or index.
bool is_full_scan(const item::partiql::Statement& statement, const Table& table);

// Where a SELECT goes on: NextToken.
struct StatementPosition {
  std::size_t read = 0;
  std::optional<item::Item> behind = {};  // a key
};

// What a token has to come back with.
std::string fingerprint(std::string_view statement, const std::optional<std::vector<item::AttributeValue>>& parameters);

std::string token_of(const StatementPosition& position, std::string_view fingerprint);
// Errors: ValidationException for a token that token_of() did not make, and for one of another statement.
Result<StatementPosition> position_of(std::string_view token, std::string_view fingerprint,
                                      const StatementReads& reads);

}  // namespace penstock::dynamodb
