#include "item/attribute_value.h"

#include <algorithm>

namespace penstock::item {

AttributeMap::AttributeMap() = default;
AttributeMap::AttributeMap(std::initializer_list<Attribute> attributes)
    : AttributeMap(from(std::vector<Attribute>(attributes))) {}
AttributeMap::AttributeMap(const AttributeMap&) = default;
AttributeMap::AttributeMap(AttributeMap&&) noexcept = default;
AttributeMap& AttributeMap::operator=(const AttributeMap&) = default;
AttributeMap& AttributeMap::operator=(AttributeMap&&) noexcept = default;
AttributeMap::~AttributeMap() = default;

AttributeMap AttributeMap::from(std::vector<Attribute> attributes) {
  AttributeMap map;
  const auto out_of_order = [](const Attribute& a, const Attribute& b) { return a.name >= b.name; };
  if (std::ranges::adjacent_find(attributes, out_of_order) == attributes.end()) {
    map.attributes_ = std::move(attributes);
    return map;
  }
  std::vector<Attribute*> order;
  order.reserve(attributes.size());
  for (auto& attribute : attributes) order.push_back(&attribute);
  std::ranges::sort(order, [](const Attribute* a, const Attribute* b) {
    const auto names = a->name <=> b->name;
    return names != 0 ? names < 0 : a < b;  // of one name the last one comes last
  });
  map.attributes_.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i + 1 < order.size() && order[i]->name == order[i + 1]->name) continue;
    map.attributes_.push_back(std::move(*order[i]));
  }
  return map;
}

bool AttributeMap::empty() const { return attributes_.empty(); }
std::size_t AttributeMap::size() const { return attributes_.size(); }
const Attribute* AttributeMap::begin() const { return attributes_.data(); }
const Attribute* AttributeMap::end() const { return attributes_.data() + attributes_.size(); }
Attribute* AttributeMap::begin() { return attributes_.data(); }
Attribute* AttributeMap::end() { return attributes_.data() + attributes_.size(); }

const AttributeValue* AttributeMap::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(attributes_, name, {}, &Attribute::name);
  return at != attributes_.end() && at->name == name ? &at->value : nullptr;
}

AttributeValue* AttributeMap::find(std::string_view name) {
  return const_cast<AttributeValue*>(std::as_const(*this).find(name));
}

AttributeValue& AttributeMap::set(std::string name, AttributeValue value) {
  auto at = std::ranges::lower_bound(attributes_, name, {}, &Attribute::name);
  if (at != attributes_.end() && at->name == name) {
    at->value = std::move(value);
  } else {
    at = attributes_.insert(at, {std::move(name), std::move(value)});
  }
  return at->value;
}

bool AttributeMap::erase(std::string_view name) {
  const auto at = std::ranges::lower_bound(attributes_, name, {}, &Attribute::name);
  if (at == attributes_.end() || at->name != name) return false;
  attributes_.erase(at);
  return true;
}

bool operator==(const AttributeMap& a, const AttributeMap& b) { return a.attributes_ == b.attributes_; }

std::string_view fault_of_name(std::string_view name) {
  if (name.empty()) return "Empty attribute name";
  if (name.size() <= attribute_name_bytes_max) return {};
  return "Attribute name is too large, must be less than 65536 bytes";
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::null:
      return "NULL";
    case Type::boolean:
      return "BOOL";
    case Type::string:
      return "S";
    case Type::number:
      return "N";
    case Type::binary:
      return "B";
    case Type::string_set:
      return "SS";
    case Type::number_set:
      return "NS";
    case Type::binary_set:
      return "BS";
    case Type::list:
      return "L";
    case Type::map:
      return "M";
    case Type::fault:
      break;
  }
  return {};
}

std::partial_ordering compare(const AttributeValue& a, const AttributeValue& b) {
  if (a.type() != b.type()) return std::partial_ordering::unordered;
  switch (a.type()) {
    case Type::string:
      return *a.get<std::string>() <=> *b.get<std::string>();
    case Type::number:
      return *a.get<Number>() <=> *b.get<Number>();
    case Type::binary:
      return *a.get<Binary>() <=> *b.get<Binary>();
    default:
      return std::partial_ordering::unordered;
  }
}

Fault Fault::differing(std::string newer, std::string_view older) {
  (newer += no_text) += older;
  return {std::move(newer)};
}

std::string_view Fault::words(ValueCheck check) const {
  const std::string_view all = message;
  const auto end = all.find(no_text);
  if (end == all.npos) return all;
  return check == ValueCheck::newer ? all.substr(0, end) : all.substr(end + 1);
}

const Fault* first_fault(const AttributeMap& map) {
  for (const auto& [name, value] : map) {
    if (const auto* fault = value.get<Fault>()) return fault;
  }
  return nullptr;
}

namespace {

template <class Set>
bool sort_members(Set& members) {
  std::ranges::sort(members);
  return std::ranges::adjacent_find(members) == members.end();
}

template <class Set, class SizeOfMember>
std::size_t size_of_members(const Set& members, SizeOfMember size_of_member) {
  std::size_t size = 0;
  for (const auto& member : members) size += size_of_member(member);
  return size;
}

struct SizeOf {
  std::size_t operator()(Null) const { return 1; }
  std::size_t operator()(bool) const { return 1; }
  std::size_t operator()(const std::string& text) const { return text.size(); }
  std::size_t operator()(const Number& number) const { return number.size(); }
  std::size_t operator()(const Binary& binary) const { return binary.bytes.size(); }
  std::size_t operator()(const StringSet& set) const { return size_of_members(set, *this); }
  std::size_t operator()(const NumberSet& set) const { return size_of_members(set, *this); }
  std::size_t operator()(const BinarySet& set) const { return size_of_members(set, *this); }
  std::size_t operator()(const List& list) const {
    return container_overhead + list.size() + size_of_members(list, [](const auto& value) { return size_of(value); });
  }
  std::size_t operator()(const AttributeMap& map) const { return container_overhead + map.size() + size_of(map); }
  std::size_t operator()(const Fault&) const { return 0; }
};

}  // namespace

std::size_t size_of(const AttributeValue& value) { return value.visit(SizeOf{}); }

std::size_t size_of(const AttributeMap& item) {
  std::size_t size = 0;
  for (const auto& [name, value] : item) size += name.size() + size_of(value);
  return size;
}

bool sort_set(StringSet& members) { return sort_members(members); }
bool sort_set(NumberSet& members) { return sort_members(members); }
bool sort_set(BinarySet& members) { return sort_members(members); }

}  // namespace penstock::item
