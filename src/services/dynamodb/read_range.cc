#include "services/dynamodb/read_range.h"

#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

using item::KeyOperator;

item::Type type_of(ScalarType type) {
  switch (type) {
    case ScalarType::number:
      return item::Type::number;
    case ScalarType::binary:
      return item::Type::binary;
    case ScalarType::string:
      break;
  }
  return item::Type::string;
}

// The store keys between which the condition holds; `prefix` is what all entries of the partition begin with.
KeyRange range_of(const std::string& prefix, const std::optional<item::SortRange>& sort, KeyRange::Order order) {
  KeyRange range{.begin = prefix, .end = prefix_end(prefix), .order = order};
  if (!sort) return range;
  const auto at = [&](const item::AttributeValue& value) {
    auto key = prefix;
    append_ordered(key, value);
    return key;
  };
  switch (sort->op) {
    case KeyOperator::equal:
      range.begin = at(sort->value);
      range.end = prefix_end(range.begin);
      break;
    case KeyOperator::less:
      range.end = at(sort->value);
      break;
    case KeyOperator::less_or_equal:
      range.end = prefix_end(at(sort->value));
      break;
    case KeyOperator::greater:
      range.begin = prefix_end(at(sort->value));
      break;
    case KeyOperator::greater_or_equal:
      range.begin = at(sort->value);
      break;
    case KeyOperator::between:
      range.begin = at(sort->value);
      range.end = prefix_end(at(sort->upper));
      break;
    case KeyOperator::begins_with:
      append_ordered_prefix(range.begin, sort->value);
      range.end = prefix_end(range.begin);
      break;
    case KeyOperator::other:
      break;
  }
  return range;
}

}  // namespace

item::KeySchema condition_schema(const KeySchema& keys) {
  item::KeySchema schema{.partition = {keys.hash[0].name, type_of(keys.hash[0].type)}};
  if (!keys.range.empty()) schema.sort = {keys.range[0].name, type_of(keys.range[0].type)};
  return schema;
}

KeyRange read_range(const Table& table, const IndexRecord* index, const item::KeyRange& wanted, KeyRange::Order order) {
  const auto& keys = index ? index->keys : table.record.keys;
  auto prefix = entries_prefix(table.record.number, index ? index->number : 0);
  append_partition(prefix, keys, {{keys.hash[0].name, wanted.partition}});
  return range_of(prefix, wanted.sort, order);
}

}  // namespace penstock::dynamodb
