// What a PartiQL statement reads or writes of a table, given its keys: one item, ranges of partitions, or everything.
// The condition of the statement holds besides: what is read is filtered by all of it. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "item/key_condition.h"
#include "item/partiql.h"

namespace penstock::item::partiql {

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html: reads that one SELECT may
// be taken apart into.
inline constexpr std::size_t reads_max = 50;

struct SelectPlan {
  // One query each, apart from each other, in the order in which they are answered; none means a scan.
  std::vector<KeyRange> reads;
  bool is_descending = false;  // within a partition
  // Attributes that the condition of the first read names beside its keys, in the order in which AWS lists them. An
  // index must have them.
  std::vector<std::string> filtered;
};

// Of a SELECT on a table or an index with that key schema. Errors: ValidationException: ranges that overlap, too many
// of them, values of another type than the key, an order that the keys do not have.
Result<SelectPlan> plan_select(const Statement& statement, const KeySchema& schema);

// The key of the one item that a SELECT reads whose condition says nothing but its key; nothing for any other.
std::optional<Item> only_key_of(const Statement& statement, const KeySchema& schema);

// The key that the condition of an UPDATE, a DELETE or an EXISTS fixes, each attribute by the first equality on it.
struct FixedKey {
  Item key;
  std::optional<std::string> contradicted;  // a key attribute that is said to be two values
  bool says_more = false;                   // than the key
};
// Nothing where an attribute of the key is missing.
std::optional<FixedKey> fixed_key_of(const Statement& statement, const KeySchema& schema);

// Whether the condition of a DELETE or an EXISTS, but for the key that it fixes, holds for an item that is not there.
bool holds_for_absent_item(const Statement& statement, const KeySchema& schema);

// The key of the item that an UPDATE or a DELETE writes. Errors: ValidationException: no such key, two values for one
// attribute of it, a value of another type.
Result<Item> key_to_write(const Statement& statement, const KeySchema& schema);

}  // namespace penstock::item::partiql
