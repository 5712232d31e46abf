#include "services/dynamodb/index_entry.h"

#include <algorithm>
#include <charconv>

#include "item/item_encoding.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

using item::Item;
using item::Number;

Item projected(const TableRecord& table, const IndexRecord& index, const Item& item) {
  std::vector<item::Attribute> kept;
  for (const auto& attribute : item) {
    if (is_projected(table, index, attribute.name)) kept.push_back(attribute);
  }
  return Item::from(std::move(kept));
}

const Number* expiry_of(const TimeToLive& ttl, const Item& item) {
  const auto* value = item.find(ttl.attribute);
  return value ? value->get<Number>() : nullptr;
}

Number seconds(TimePoint time) { return Number(to_millis(time) / 1000); }

}  // namespace

bool is_projected(const TableRecord& table, const IndexRecord& index, std::string_view attribute) {
  if (index.projection.kind == ProjectionKind::all) return true;
  if (table.keys.names(attribute) || index.keys.names(attribute)) return true;
  return index.projection.kind == ProjectionKind::include &&
         std::ranges::find(index.projection.attributes, attribute) != index.projection.attributes.end();
}

std::optional<IndexEntry> index_entry(const TableRecord& table, const IndexRecord& index, const Item& item) {
  if (!has_key(index.keys, item)) return std::nullopt;
  IndexEntry entry{.key = index_store_key(table, index, item), .value = {}, .bytes = 0};
  if (index.projection.kind == ProjectionKind::all) {
    entry.value = item::encode_item(item);
    entry.bytes = item::size_of(item);
  } else {
    const auto kept = projected(table, index, item);
    entry.value = item::encode_item(kept);
    entry.bytes = item::size_of(kept);
  }
  return entry;
}

std::optional<std::string> expiry_key(const TableRecord& table, const TimeToLive& ttl, const Item& item) {
  const auto* expiry = expiry_of(ttl, item);
  if (!expiry || expiry->is_negative()) return std::nullopt;
  auto key = entries_prefix(table.number, ttl.index);
  expiry->append_ordered(key);
  append_key(key, table.keys, item);
  return key;
}

bool is_expired(const TimeToLive& ttl, const Item& item, TimePoint now) {
  const auto* expiry = expiry_of(ttl, item);
  return expiry && *expiry <= seconds(now) && *expiry >= seconds(now - oldest_expiry);
}

}  // namespace penstock::dynamodb
