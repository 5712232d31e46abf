// What a table's or an index's key is made of, and the key as the store orders it (docs/formats/dynamodb.md). Values;
// pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "item/attribute_value.h"

namespace penstock::dynamodb {

// Stored as its character.
enum class ScalarType : char { string = 'S', number = 'N', binary = 'B' };
std::optional<ScalarType> scalar_type_named(std::string_view name);
std::string_view name_of(ScalarType type);
bool is_of_type(const item::AttributeValue& value, ScalarType type);

struct KeyAttribute {
  std::string name;
  ScalarType type = ScalarType::string;
  bool operator==(const KeyAttribute&) const = default;
};

// A table has one hash attribute and may have one range attribute. A global index may have up to four of each; they
// order an entry one after the other.
struct KeySchema {
  std::vector<KeyAttribute> hash;
  std::vector<KeyAttribute> range;

  bool names(std::string_view attribute) const;
  std::size_t size() const { return hash.size() + range.size(); }
  // Hash attributes first.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& attribute : hash) visit(attribute);
    for (const auto& attribute : range) visit(attribute);
  }
  bool operator==(const KeySchema&) const = default;
};

// The attributes of the key, out of an item that has them all.
item::Item key_of(const KeySchema& schema, const item::Item& item);
void add_key(const KeySchema& schema, const item::Item& item, item::Item& key);

// Whether the item has every attribute of the key, with its type and not empty: what decides if it is in an index.
bool has_key(const KeySchema& schema, const item::Item& item);

// Appends one value so that bytes order as values do, and no value is the beginning of another.
void append_ordered(std::string& out, const item::AttributeValue& value);
// The same without its end: what every string or binary that begins with `prefix` has in common.
void append_ordered_prefix(std::string& out, const item::AttributeValue& prefix);

// Appends what stands before the range attributes: the hash of the hash attributes (four bytes, which spread a scan
// evenly and order it as AWS does), then they themselves. The item has them.
void append_partition(std::string& out, const KeySchema& schema, const item::Item& item);
// And the range attributes.
void append_key(std::string& out, const KeySchema& schema, const item::Item& item);

}  // namespace penstock::dynamodb
