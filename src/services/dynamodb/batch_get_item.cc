#include <set>

#include "item/expression_parameters.h"
#include "item/item_encoding.h"
#include "services/dynamodb/capacity.h"
#include "services/dynamodb/item_check.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/projection.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

// What is read of one table.
struct TableReads {
  TableSnapshot table;
  std::optional<item::Projection> projection;
  Consistency consistency = Consistency::eventual;
  std::vector<std::string> store_keys;
};

// The bounds of the model, in words of this operation's own.
Status check_counts(const BatchGetItemInput& in) {
  const auto refused = [](const std::string& place, const std::string& bound) {
    return error::validation("1 validation error detected: Value at '" + place +
                             "' failed to satisfy constraint: Member must have length " + bound);
  };
  if (in.request_items.empty()) return refused("RequestItems", "greater than or equal to 1");
  for (const auto& [name, asked] : in.request_items) {
    const auto place = "RequestItems." + name + ".member.Keys";
    if (asked.keys.empty()) return refused(place, "greater than or equal to 1");
    if (asked.keys.size() > limits::batch_get_items_max) {
      return refused(place, "less than or equal to " + std::to_string(limits::batch_get_items_max));
    }
  }
  return ok();
}

// Tables together: one that names attributes in the old way does not go with another's expression.
Status check_parameters(const BatchGetItemInput& in) {
  bool has_legacy = false;
  bool has_expression = false;
  for (const auto& [name, asked] : in.request_items) {
    has_legacy = has_legacy || asked.attributes_to_get;
    has_expression = has_expression || asked.projection_expression;
  }
  const item::GivenParameter legacy[] = {{"AttributesToGet", has_legacy}};
  const item::GivenParameter expressions[] = {{"ProjectionExpression", has_expression}};
  if (auto status = item::check_together({.legacy = legacy, .expressions = expressions}); !status) return status;
  for (const auto& [name, asked] : in.request_items) {
    const item::GivenParameter own[] = {{"ProjectionExpression", asked.projection_expression.has_value()}};
    const auto status =
        item::check_together({.expressions = own, .has_names = asked.expression_attribute_names.has_value()});
    if (!status) return status;
  }
  return ok();
}

Status check_keys(const BatchGetItemInput& in) {
  std::size_t count = 0;
  for (const auto& [name, asked] : in.request_items) {
    count += asked.keys.size();
    std::set<std::string> seen;
    for (const auto& key : asked.keys) {
      if (auto status = check_values(key, item::ValueCheck::newer); !status) return status;
      if (!seen.insert(item::encode_item(key)).second) {
        return error::validation("Provided list of item keys contains duplicates");
      }
    }
  }
  if (count <= limits::batch_get_items_max) return ok();
  return error::validation("Too many items requested for the BatchGetItem call");
}

Result<TableReads> reads_of(const KeysAndAttributes& asked, std::optional<item::Projection> projection,
                            TableSnapshot table) {
  TableReads reads{.table = std::move(table), .projection = std::move(projection)};
  if (asked.consistent_read.value_or(false)) reads.consistency = Consistency::strong;
  if (reads.projection) {
    if (auto status = check_paths(*reads.table, *reads.projection); !status) return status.error();
  }
  for (const auto& key : asked.keys) {
    if (auto status = check_key(reads.table->record.keys, key); !status) return status.error();
    reads.store_keys.push_back(item_store_key(reads.table->record, key));
  }
  return reads;
}

}  // namespace

// Reads items by their keys, until there are 16 MB of them; what is left then is named in the answer.
Task<Result<BatchGetItemOutput>> DynamodbService::batch_get_item(Caller caller, BatchGetItemInput in) {
  co_await check_counts(in);
  co_await check_parameters(in);
  std::map<std::string, std::optional<item::Projection>> projections;
  for (const auto& [name, asked] : in.request_items) {
    projections[name] = co_await asked_projection(asked.attributes_to_get, asked.projection_expression,
                                                  asked.expression_attribute_names);
  }
  co_await check_keys(in);
  std::map<std::string, TableReads> tables;
  for (const auto& [name, asked] : in.request_items) {
    tables[name] = co_await reads_of(asked, std::move(projections[name]), co_await usable_table(caller, name));
  }

  BatchGetItemOutput out{.responses = std::map<std::string, std::vector<item::Item>>(),
                         .unprocessed_keys = std::map<std::string, KeysAndAttributes>()};
  CapacityByTable used;
  std::size_t bytes = 0;
  bool is_full = false;
  for (const auto& [name, reads] : tables) {
    auto& asked = in.request_items[name];
    auto& items = (*out.responses)[name];
    auto& used_here = used.of(reads.table);
    for (std::size_t i = 0; i < reads.store_keys.size(); ++i) {
      auto item = is_full ? std::nullopt : co_await stored_item(reads.store_keys[i]);
      const auto item_bytes = item ? item::size_of(*item) : 0;
      is_full = is_full || bytes + item_bytes > limits::batch_get_bytes_max;
      if (is_full) {
        asked.keys.erase(asked.keys.begin(), asked.keys.begin() + static_cast<std::ptrdiff_t>(i));
        (*out.unprocessed_keys)[name] = std::move(asked);
        break;
      }
      bytes += item_bytes;
      used_here.add_table(read_units(item_bytes, reads.consistency));
      if (item) items.push_back(reads.projection ? reads.projection->project(*item) : *std::move(item));
    }
  }
  out.consumed_capacity = used.described(in.return_consumed_capacity);
  co_return out;
}

}  // namespace penstock::dynamodb
