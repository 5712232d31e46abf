// The WHERE clause of PartiQL statements. Pure; recursion is bounded.
#pragma once

#include <optional>

#include "item/condition.h"
#include "item/partiql_reader.h"

namespace penstock::item::partiql {

// Reads the condition behind WHERE, and checks its operands in AWS's words. Nullopt once the reader has failed.
std::optional<Condition> read_where(Reader& reader);

}  // namespace penstock::item::partiql
