#include "services/dynamodb/item_page.h"

#include <algorithm>
#include <set>

#include "api/dynamodb/errors.h"
#include "item/item_encoding.h"
#include "services/dynamodb/index_entry.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/page_bytes.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

// Read at once: enough to make good use of a look-up, little when a filter or limit ends the page early.
constexpr PageBounds step_bounds{.entries_max = 1'024, .bytes_max = 256 << 10};

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

// The first elements of all paths that a request reads.
std::set<std::string> attributes_read(const PageRequest& request) {
  std::set<std::string> names;
  if (request.projection) {
    for (const auto& path : request.projection->paths()) names.insert(path.front().name);
  }
  if (request.filter) {
    request.filter->expression().for_each_path([&](item::PathView path) { names.insert(path.front().name); });
  }
  return names;
}

item::Item last_key_of(const Table& table, const IndexRecord* index, const item::Item& item) {
  auto key = key_of(table.record.keys, item);
  if (index) add_key(index->keys, item, key);
  return key;
}

}  // namespace

std::vector<KeyAttribute> start_key_attributes(const Table& table, const IndexRecord* index) {
  std::vector<KeyAttribute> attributes;
  table.record.keys.for_each([&](const KeyAttribute& attribute) { attributes.push_back(attribute); });
  if (index) {
    index->keys.for_each([&](const KeyAttribute& attribute) {
      if (!table.record.keys.names(attribute.name)) attributes.push_back(attribute);
    });
  }
  return attributes;
}

void start_behind(const Table& table, const IndexRecord* index, const item::Item& start_key, KeyRange& range) {
  auto key = index ? index_store_key(table.record, *index, start_key) : item_store_key(table.record, start_key);
  if (range.order == KeyRange::Order::descending) {
    range.end = std::min(range.end, key);
  } else {
    key += '\0';
    range.begin = std::max(range.begin, key);
  }
}

Result<const IndexRecord*> named_index(const Table& table, const std::optional<std::string>& name) {
  if (!name) return nullptr;
  const auto* index = table.record.index(*name);
  if (!index) return error::validation("The table does not have the specified index: " + *name);
  return index;
}

Status check_select(Reading reading, const std::optional<std::string>& selected, bool has_index,
                    bool has_attributes_to_get, bool has_projection_expression) {
  const bool is_specific = has_attributes_to_get || has_projection_expression;
  if (!selected) return ok();
  if (*selected == select::specific_attributes) {
    if (is_specific) return ok();
    return error::validation(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  if (is_specific) {
    const std::string what = *selected == select::count ? "only the Count" : *selected;
    return error::validation(std::string("Cannot specify the ") +
                             (has_attributes_to_get ? "AttributesToGet" : "ProjectionExpression") +
                             " when choosing to get " + what);
  }
  if (*selected == select::all_projected_attributes && !has_index) {
    return error::validation("ALL_PROJECTED_ATTRIBUTES can be used only when " +
                             std::string(reading == Reading::query ? "Querying" : "Scanning") + " using an IndexName");
  }
  return ok();
}

Status choose_attributes(const std::optional<std::string>& selected, PageRequest& request) {
  request.counts_only = selected == select::count;
  const auto* index = request.index;
  if (!index || index->projection.kind == ProjectionKind::all) return ok();
  const bool wants_all = selected == select::all_attributes;
  if (index->kind == IndexKind::global) {
    if (wants_all) {
      return invalid("Select type ALL_ATTRIBUTES is not supported for global secondary index " + index->name +
                     " because its projection type is not ALL");
    }
    std::string missing;
    for (const auto& name : attributes_read(request)) {
      if (is_projected(request.table->record, *index, name)) continue;
      missing += (missing.empty() ? "" : ", ") + name;
    }
    if (missing.empty()) return ok();
    return invalid("Global secondary index " + index->name + " does not project [" + missing + "]");
  }
  request.fetches_items = wants_all;
  for (const auto& name : attributes_read(request)) {
    if (!is_projected(request.table->record, *index, name)) request.fetches_items = true;
  }
  return ok();
}

// Reads until the limit or 1 MB is reached, or nothing is left.
Task<Result<ItemPage>> DynamodbService::read_items(PageRequest request) const {
  ItemPage page;
  const auto& table = *request.table;
  auto range = request.range;
  std::size_t bytes = 0;        // towards the page
  std::size_t entry_bytes = 0;  // of the index or table, towards its capacity
  std::size_t item_bytes = 0;   // of items that were fetched besides
  const auto limit = request.limit.value_or(std::numeric_limits<std::int32_t>::max());
  bool is_full = false;
  while (!is_full) {
    auto bounds = step_bounds;
    bounds.entries_max = std::min(bounds.entries_max, static_cast<std::size_t>(limit - page.scanned_count));
    const auto step = co_await store_.read_page(range, bounds);
    for (const auto& entry : step.entries) {
      auto item = item::decode_item(entry.value);
      if (!item) co_return error::internal("A stored item is damaged. Restore the data directory from a copy.");
      entry_bytes += item::size_of(*item);
      bytes += page_bytes(table.record.keys, *item);
      ++page.scanned_count;
      is_full = page.scanned_count >= limit || bytes >= limits::page_bytes_max;
      if (is_full) page.last_key = last_key_of(table, request.index, *item);
      if (request.fetches_items) {
        auto whole = co_await stored_item(item_store_key(table.record, *item));
        if (whole) {
          item_bytes += item::size_of(*whole);
          item = std::move(whole);
        }
      }
      if (!request.filter || request.filter->matches(*item)) {
        ++page.count;
        if (!request.counts_only) {
          page.items.push_back(request.projection ? request.projection->project(*item) : *std::move(item));
        }
      }
      if (is_full) break;
    }
    if (!step.more) break;
    if (range.order == KeyRange::Order::descending) {
      range.end = step.entries.back().key;
    } else {
      range.begin = step.entries.back().key + '\0';
    }
  }
  const auto units = read_units(entry_bytes, request.consistency);
  if (request.index) {
    page.used.add_index(*request.index, units);
    if (request.fetches_items) page.used.add_table(read_units(item_bytes, request.consistency));
  } else {
    page.used.add_table(units);
  }
  co_return page;
}

}  // namespace penstock::dynamodb
