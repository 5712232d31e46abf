// A DynamoDB attribute value and the item, its map from names to values. Plain values: copy deeply, compare deeply,
// move cheaply; any thread, no shared state.
//
// A value that a client sent may break AWS's rules without being wrong JSON ("1" as {"N": "one"}, an empty set).
// Decoding keeps it as a Fault with AWS's text, and the operation reports it when its turn in AWS's order of checks has
// come. A map or list that contains a fault is that fault. Behind check (first_fault()) nobody meets one.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "item/number.h"

namespace penstock::item {

class AttributeValue;
struct Attribute;

struct Binary {
  std::string bytes;
  auto operator<=>(const Binary&) const = default;
};
struct Null {
  auto operator<=>(const Null&) const = default;
};

// AWS checks values in two ways, and the operation decides which of them words a fault: the newer one in PutItem,
// UpdateItem, DeleteItem, GetItem, BatchGetItem and Query; the older one in Scan, BatchWriteItem, transactions and
// PartiQL. As the dynamodb-conformance suite has recorded it.
enum class ValueCheck : std::uint8_t { newer, older };

struct Fault {
  std::string message;  // of the ValidationException; where the checks differ both of them, divided by no_text

  static Fault differing(std::string newer, std::string_view older);
  std::string_view words(ValueCheck check) const;
  auto operator<=>(const Fault&) const = default;

  static constexpr char no_text = '\xff';  // a byte that no UTF-8 has
};

// Sets are never empty, sorted (bytes or numbers ascending) and without duplicates.
using StringSet = std::vector<std::string>;
using NumberSet = std::vector<Number>;
using BinarySet = std::vector<Binary>;
using List = std::vector<AttributeValue>;

// Names to values, sorted by name (bytes). A flat vector: items are small, and are read far more often than changed.
class AttributeMap {
 public:
  AttributeMap();
  AttributeMap(std::initializer_list<Attribute> attributes);  // in any order; the last of a name counts
  AttributeMap(const AttributeMap&);
  AttributeMap(AttributeMap&&) noexcept;
  AttributeMap& operator=(const AttributeMap&);
  AttributeMap& operator=(AttributeMap&&) noexcept;
  ~AttributeMap();

  // In any order; the last one of a name counts.
  static AttributeMap from(std::vector<Attribute> attributes);

  bool empty() const;
  std::size_t size() const;
  const AttributeValue* find(std::string_view name) const;
  AttributeValue* find(std::string_view name);
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  // Adds or replaces; the value's place. Costs a move of what sorts behind it: build with from() where many are new.
  AttributeValue& set(std::string name, AttributeValue value);
  bool erase(std::string_view name);  // whether it was there

  // In order of names; names must stay as they are.
  const Attribute* begin() const;
  const Attribute* end() const;
  Attribute* begin();
  Attribute* end();

  friend bool operator==(const AttributeMap& a, const AttributeMap& b);

 private:
  std::vector<Attribute> attributes_;
};

using Item = AttributeMap;

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
inline constexpr std::size_t attribute_name_bytes_max = 65'535;
// What AWS says of a name that no attribute may have; empty for any other.
std::string_view fault_of_name(std::string_view name);

// In the order of the alternatives.
enum class Type : std::uint8_t {
  null,
  boolean,
  string,
  number,
  binary,
  string_set,
  number_set,
  binary_set,
  list,
  map,
  fault
};
// "S", "N", "BOOL", … as in JSON and in attribute_type().
std::string_view type_name(Type type);

class AttributeValue {
 public:
  AttributeValue() = default;  // NULL
  AttributeValue(Null) {}      // NOLINT: all of these are implicit, as the alternatives of a variant are
  AttributeValue(bool value) : value_(value) {}
  AttributeValue(std::string value) : value_(std::move(value)) {}
  AttributeValue(std::string_view value) : value_(std::string(value)) {}
  AttributeValue(const char* value) : value_(std::string(value)) {}
  AttributeValue(Number value) : value_(value) {}
  AttributeValue(std::int64_t value) : value_(Number(value)) {}
  AttributeValue(int value) : value_(Number(value)) {}
  AttributeValue(Binary value) : value_(std::move(value)) {}
  AttributeValue(StringSet value) : value_(std::move(value)) {}
  AttributeValue(NumberSet value) : value_(std::move(value)) {}
  AttributeValue(BinarySet value) : value_(std::move(value)) {}
  AttributeValue(List value) : value_(std::move(value)) {}
  AttributeValue(AttributeMap value) : value_(std::move(value)) {}
  AttributeValue(Fault value) : value_(std::move(value)) {}

  Type type() const { return static_cast<Type>(value_.index()); }
  bool is(Type type) const { return this->type() == type; }

  // The content when it is of that C++ type, else null: value.get<StringSet>().
  template <class T>
  const T* get() const {
    return std::get_if<T>(&value_);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&value_);
  }

  // Calls visitor(content) with the content in its C++ type.
  template <class Visitor>
  decltype(auto) visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), value_);
  }

  // Equal type and content: numbers by value, sets and maps whatever their order was.
  friend bool operator==(const AttributeValue&, const AttributeValue&) = default;

 private:
  std::variant<Null, bool, std::string, Number, Binary, StringSet, NumberSet, BinarySet, List, AttributeMap, Fault>
      value_;
};

struct Attribute {
  std::string name;
  AttributeValue value;
  friend bool operator==(const Attribute&, const Attribute&) = default;
};

// The order of two values of one scalar type that can be a key or be compared with < (S, N, B): bytes, or the numeric
// value. Unordered otherwise.
std::partial_ordering compare(const AttributeValue& a, const AttributeValue& b);

// The first fault among the values; null when there is none.
const Fault* first_fault(const AttributeMap& map);

// Sorted sets from members in any order; false when one is there twice.
bool sort_set(StringSet& members);
bool sort_set(NumberSet& members);
bool sort_set(BinarySet& members);

// Bytes of a value and of an item as AWS counts them towards 400 KB and capacity units.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
inline constexpr std::size_t container_overhead = 3;  // of a list or map, and one for each element
std::size_t size_of(const AttributeValue& value);
std::size_t size_of(const AttributeMap& item);

}  // namespace penstock::item
