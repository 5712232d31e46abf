#include "services/dynamodb/item_collection.h"

#include <algorithm>

namespace penstock::dynamodb {

std::optional<ItemCollectionMetrics> item_collection_metrics(const TableRecord& table, const item::Item& key,
                                                             const std::optional<std::string>& wanted) {
  if (wanted != return_item_collection_metrics::size) return std::nullopt;
  const bool has_collections =
      std::ranges::any_of(table.indexes, [](const IndexRecord& index) { return index.kind == IndexKind::local; });
  if (!has_collections) return std::nullopt;
  item::Item hash;
  for (const auto& attribute : table.keys.hash) hash.set(attribute.name, *key.find(attribute.name));
  return ItemCollectionMetrics{.item_collection_key = std::move(hash), .size_estimate_range_gb = std::vector{0.0, 1.0}};
}

}  // namespace penstock::dynamodb
