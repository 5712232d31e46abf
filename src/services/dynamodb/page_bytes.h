// How much of the 1 MB of a Query's or Scan's page an item takes. AWS counts its own serialization there, as dynalite
// found by trying. Pure.
#pragma once

#include <cstddef>

#include "services/dynamodb/key_schema.h"

namespace penstock::dynamodb {

std::size_t page_bytes(const KeySchema& table_keys, const item::Item& item);

}  // namespace penstock::dynamodb
