#include "services/dynamodb/page_bytes.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;
using item::AttributeValue;

std::size_t stored_bytes(const AttributeMap& map);

// A value with what stands before it: its length, and one byte for each member of a set.
struct StoredBytes {
  std::size_t operator()(item::Null) const { return 0; }
  std::size_t operator()(bool) const { return 1; }
  std::size_t operator()(const std::string& text) const {
    return text.size() + (text.size() < 128 ? 1 : text.size() < 16'384 ? 2 : 3);
  }
  std::size_t operator()(const item::Number& number) const { return number.size() + 1; }
  std::size_t operator()(const item::Binary& binary) const { return binary.bytes.size() + 1; }
  template <class Set>
  std::size_t set(const Set& set) const {
    return item::size_of(AttributeValue(set)) + set.size() + 1;
  }
  std::size_t operator()(const item::StringSet& members) const { return set(members); }
  std::size_t operator()(const item::NumberSet& members) const { return set(members); }
  std::size_t operator()(const item::BinarySet& members) const { return set(members); }
  std::size_t operator()(const item::List& list) const {
    std::size_t bytes = 3;
    for (const auto& value : list) bytes += 1 + value.visit(*this);
    return bytes;
  }
  std::size_t operator()(const AttributeMap& map) const { return 3 + map.size() + stored_bytes(map); }
  std::size_t operator()(const item::Fault&) const { return 0; }
};

std::size_t stored_bytes(const AttributeMap& map) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : map) bytes += 1 + value.visit(StoredBytes{});
  return bytes;
}

}  // namespace

std::size_t page_bytes(const KeySchema& table_keys, const item::Item& item) {
  constexpr std::size_t block_bytes = 3072;
  constexpr std::size_t block_head_bytes = 18;
  std::size_t range_bytes = 0;
  std::size_t bytes = 0;
  for (const auto& [name, value] : item) {
    if (!table_keys.range.empty() && name == table_keys.range[0].name) {
      range_bytes = item::size_of(value);
    } else {
      bytes += 1 + value.visit(StoredBytes{});
    }
  }
  return 2 + bytes + (1 + (1 + bytes) / block_bytes) * (block_head_bytes + range_bytes);
}

}  // namespace penstock::dynamodb
