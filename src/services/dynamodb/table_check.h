// Whether what lies in a store agrees: each table with its indexes, its times to live and its stream. Reads only; no
// server runs on the store.
#pragma once

#include <string>
#include <vector>

#include "base/task.h"
#include "table/store.h"

namespace penstock::dynamodb {

struct CheckedTable {
  std::string arn;
  std::size_t items = 0;
  std::size_t index_entries = 0;
  std::size_t changes = 0;
  std::vector<std::string> findings;  // empty: all agrees; at most findings_max
  static constexpr std::size_t findings_max = 5;
};

// Errors: of the store, and for descriptions that cannot be read.
Task<Result<std::vector<CheckedTable>>> check_tables(Store& store);

}  // namespace penstock::dynamodb
