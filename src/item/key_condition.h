// What a Query looks for: one value of the partition key, and a range of the sort key. From KeyConditionExpression or
// KeyConditions, first without and then with the table's key schema. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "item/condition.h"

namespace penstock::item {

// As the legacy ComparisonOperator; what no key can be asked is `other`.
enum class KeyOperator : std::uint8_t {
  equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  between,
  begins_with,
  other,
};

// What an operation of an expression asks of a key; a function counts as begins_with.
KeyOperator key_operator(Operator op);

struct KeyCondition {
  std::string name;
  KeyOperator op = KeyOperator::equal;
  AttributeValue value = {};  // the lower bound of between
  AttributeValue upper = {};
};

// One or two conditions, on different attributes.
using KeyConditions = std::vector<KeyCondition>;

// From an expression that parse_condition() took as a key condition. Errors: ValidationException for what a key
// condition may not say.
Result<KeyConditions> key_conditions_of(const Condition& condition);

struct KeyAttribute {
  std::string_view name;
  Type type = Type::string;  // string, number or binary
};

// Of the table or the index that is queried.
struct KeySchema {
  KeyAttribute partition;
  std::optional<KeyAttribute> sort;
};

struct SortRange {
  KeyOperator op = KeyOperator::equal;  // never other
  AttributeValue value;
  AttributeValue upper;  // of between

  bool contains(const AttributeValue& sort_key) const;
};

struct KeyRange {
  AttributeValue partition;
  std::optional<SortRange> sort;
};

// Errors: ValidationException: a key attribute is missed, of another type, empty, or asked what it cannot be.
Result<KeyRange> resolve(const KeyConditions& conditions, const KeySchema& schema);

}  // namespace penstock::item
