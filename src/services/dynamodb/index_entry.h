// What an item has in an index: a key that orders it, and the attributes that the index projects. Pure.
#pragma once

#include <optional>
#include <string>

#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

struct IndexEntry {
  std::string key;    // in the store
  std::string value;  // the projected item, encoded
  std::size_t bytes;  // as AWS counts them
};

// Nothing for an item that lacks one of the index's keys.
std::optional<IndexEntry> index_entry(const TableRecord& table, const IndexRecord& index, const item::Item& item);

// Whether an index gives an attribute: projected ones, and the keys of both.
bool is_projected(const TableRecord& table, const IndexRecord& index, std::string_view attribute);

// Older times do not count: who sets one hardly means it.
inline constexpr std::chrono::hours oldest_expiry{24 * 365 * 5};

// What an item has among the times to live: nothing without a number there, or when the number is no time that counts.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
std::optional<std::string> expiry_key(const TableRecord& table, const TimeToLive& ttl, const item::Item& item);
// Whether the item's time has come, and when that is not more than five years ago.
bool is_expired(const TimeToLive& ttl, const item::Item& item, TimePoint now);

}  // namespace penstock::dynamodb
