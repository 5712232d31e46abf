// What AWS says of an item collection: all items of one partition key, of a table with local indexes.
#pragma once

#include <optional>
#include <string>

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// As ReturnItemCollectionMetrics asks for it (absent: NONE). Collections are not measured: AWS's estimate is a range of
// 1 GB, and this is the first one.
std::optional<ItemCollectionMetrics> item_collection_metrics(const TableRecord& table, const item::Item& key,
                                                             const std::optional<std::string>& wanted);

}  // namespace penstock::dynamodb
