// The SET and REMOVE clauses of PartiQL's UPDATE. Pure; recursion is bounded.
#pragma once

#include <optional>

#include "item/partiql_reader.h"
#include "item/update.h"

namespace penstock::item::partiql {

// Reads all clauses up to WHERE, and checks their operands in AWS's words. Nullopt once the reader has failed.
std::optional<Update> read_update(Reader& reader);

}  // namespace penstock::item::partiql
