#include "wire/attribute_reader.h"

#include <algorithm>

#include "base/base64.h"

namespace penstock {
namespace {

namespace ondemand = simdjson::ondemand;
using item::AttributeMap;
using item::AttributeValue;
using item::Fault;
using Value = JsonWalk::Value;
using Type = JsonWalk::Type;

constexpr Shape string_shape{.name = "String", .kind = Kind::string};
constexpr Shape blob_shape{.name = "Blob", .kind = Kind::blob};
constexpr Shape boolean_shape{.name = "Boolean", .kind = Kind::boolean};
constexpr Member element{.shape = &string_shape};
constexpr Shape list_shape{.name = "List", .kind = Kind::list, .element = &element};
constexpr Shape value_shape{.name = "AttributeValue", .kind = Kind::attribute_value};
constexpr Shape map_shape{.name = "AttributeMap", .kind = Kind::attribute_map};

constexpr std::size_t usual_attributes = 4;  // of an item

constexpr std::string_view invalid = "One or more parameter values were invalid: ";

Fault invalid_value(std::string_view text) { return {std::string(invalid) += text}; }
Fault no_type() { return {"Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"}; }
Fault several_types() {
  return {
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"};
}
Fault nested_too_deeply() {
  return {
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported "
      "limit"};
}

template <class Members, class Print>
std::string collection(const Members& members, std::string_view separator, Print print) {
  std::string text = "Input collection [";
  for (const auto& member : members) {
    if (&member != members.data()) text += separator;
    text += print(member);
  }
  return text + "]";
}

// The newer check puts members into a sorted set until one is there already, and prints that set, then the others.
template <class Members>
Members as_met(Members members) {
  auto repeated = members.begin();
  while (std::find(members.begin(), repeated, *repeated) == repeated) ++repeated;
  std::sort(members.begin(), repeated);
  return members;
}

// `separator` is the newer check's.
template <class Members, class Print>
Fault duplicates(const Members& members, std::string_view separator, std::string_view ending, Print print) {
  const auto quoted = [&](const auto& member) { return '"' + print(member) + '"'; };
  const auto older = collection(members, ", ", print).append(ending);
  return Fault::differing(std::string(invalid) + collection(as_met(members), separator, quoted).append(ending),
                          std::string(invalid) + older);
}

Fault number_fault(std::string newer, std::string_view text) {
  const auto older = item::Number::words_of_older_check(text);
  return older == newer ? Fault{std::move(newer)} : Fault::differing(std::move(newer), older);
}

}  // namespace

bool AttributeReader::value(Value& json, Type type, const Shape& wanted, JsonPlace place, AttributeValue& out,
                            int depth) {
  if (type != Type::object) return walk_.wrong_type(json, type, wanted, place);
  if (!walk_.enter(depth)) return false;
  ondemand::object object;
  if (walk_.fails(json.get_object().get(object))) return false;
  int types = 0;
  for (auto entry : object) {
    ondemand::field field;
    std::string_view name;
    if (walk_.fails(std::move(entry).get(field)) || !walk_.key(field, name)) return false;
    auto content = field.value();
    Type content_type;
    if (walk_.fails(content.type().get(content_type))) return false;
    if (content_type == Type::null) {
      if (!walk_.null(content)) return false;
      continue;
    }
    std::optional<AttributeValue> of_type;
    if (!typed(name, content, content_type, of_type, depth + 1)) return false;
    if (!of_type) continue;
    if (++types == 1 || !out.is(item::Type::fault)) out = std::move(*of_type);
  }
  if (types > 1 && !out.is(item::Type::fault)) out = several_types();
  if (types == 0) out = no_type();
  return true;
}

bool AttributeReader::typed(std::string_view name, Value& json, Type type, std::optional<AttributeValue>& out,
                            int depth) {
  if (name == "S") {
    std::string_view text;
    if (!string(json, type, text)) return false;
    out = text;
    return true;
  }
  if (name == "N") return number(json, type, out.emplace());
  if (name == "M") {
    AttributeMap content;
    if (type != Type::object) return walk_.wrong_type(json, type, map_shape, JsonPlace::member);
    Fault fault;
    if (!entries(json, content, depth, fault)) return false;
    if (!fault.message.empty()) {
      out = std::move(fault);
    } else {
      out = std::move(content);
    }
    return true;
  }
  if (name == "L") return list(json, type, out.emplace(), depth);
  if (name == "B") {
    if (type != Type::string) return walk_.wrong_type(json, type, blob_shape, JsonPlace::member);
    item::Binary binary;
    if (!walk_.blob(json, binary.bytes)) return false;
    out = std::move(binary);
    return true;
  }
  if (name == "BOOL" || name == "NULL") {
    bool truth = false;
    if (!boolean(json, type, truth)) return false;
    if (name == "BOOL") {
      out = truth;
    } else if (truth) {
      out = item::Null{};
    } else {
      out = invalid_value("Null attribute value types must have the value of true");
    }
    return true;
  }
  if (name == "SS") return string_set(json, type, out.emplace());
  if (name == "NS") return number_set(json, type, out.emplace());
  if (name == "BS") return binary_set(json, type, out.emplace());
  return walk_.skip(json, depth);
}

bool AttributeReader::string(Value& json, Type type, std::string_view& text) {
  if (type != Type::string) return walk_.wrong_type(json, type, string_shape, JsonPlace::member);
  return walk_.text(json, text);
}

bool AttributeReader::number(Value& json, Type type, AttributeValue& out) {
  std::string_view text;
  if (!string(json, type, text)) return false;
  auto parsed = item::Number::parse(text);
  if (parsed) {
    out = *parsed;
  } else {
    out = number_fault(std::move(parsed.error().message), text);
  }
  return true;
}

bool AttributeReader::boolean(Value& json, Type type, bool& out) {
  if (type == Type::boolean) return !walk_.fails(json.get_bool().get(out));
  if (type != Type::string) return walk_.wrong_type(json, type, boolean_shape, JsonPlace::member);
  std::string_view text;
  if (!walk_.text(json, text)) return false;
  if (const auto truth = boolean_named(text)) {
    out = *truth;
    return true;
  }
  return walk_.refuse(json_type_error(JsonDialect::v1_0, boolean_shape, JsonPlace::member, JsonToken::string, text));
}

// Reads the members as they come; read(element, type, member) reads one.
template <class Set, class Read>
bool AttributeReader::set(Value& json, Type type, Set& members, Read read) {
  if (type != Type::array) return walk_.wrong_type(json, type, list_shape, JsonPlace::member);
  ondemand::array array;
  if (walk_.fails(json.get_array().get(array))) return false;
  for (auto entry : array) {
    Value member;
    Type member_type;
    if (walk_.fails(std::move(entry).get(member)) || walk_.fails(member.type().get(member_type))) return false;
    if (member_type == Type::null) {
      if (!walk_.null(member)) return false;
      continue;
    }
    if (!read(member, member_type, members.emplace_back())) return false;
  }
  return true;
}

bool AttributeReader::string_set(Value& json, Type type, AttributeValue& out) {
  item::StringSet members;
  const auto read = [&](Value& member, Type member_type, std::string& into) {
    std::string_view text;
    if (!string(member, member_type, text)) return false;
    into = text;
    return true;
  };
  if (!set(json, type, members, read)) return false;
  auto sorted = members;
  if (members.empty()) {
    out = invalid_value("An string set  may not be empty");
  } else if (!item::sort_set(sorted)) {
    out = duplicates(members, ", ", " contains duplicates.", [](const std::string& text) { return text; });
  } else {
    out = std::move(sorted);
  }
  return true;
}

bool AttributeReader::number_set(Value& json, Type type, AttributeValue& out) {
  item::NumberSet members;
  Fault fault;
  const auto read = [&](Value& member, Type member_type, item::Number& into) {
    AttributeValue value;
    if (!number(member, member_type, value)) return false;
    if (const auto* parsed = value.get<item::Number>()) {
      into = *parsed;
    } else if (fault.message.empty()) {
      fault = *value.get<Fault>();
    }
    return true;
  };
  if (!set(json, type, members, read)) return false;
  if (members.empty()) {
    out = invalid_value("An number set  may not be empty");
  } else if (!fault.message.empty()) {
    out = std::move(fault);
  } else if (!item::sort_set(members)) {
    out = Fault::differing(std::string(invalid) + "Input collection contains duplicates.",
                           "Input collection contains duplicates");
  } else {
    out = std::move(members);
  }
  return true;
}

bool AttributeReader::binary_set(Value& json, Type type, AttributeValue& out) {
  item::BinarySet members;
  const auto read = [&](Value& member, Type member_type, item::Binary& into) {
    if (member_type != Type::string) return walk_.wrong_type(member, member_type, blob_shape, JsonPlace::member);
    return walk_.blob(member, into.bytes);
  };
  if (!set(json, type, members, read)) return false;
  auto sorted = members;
  if (members.empty()) {
    out = invalid_value("Binary sets should not be empty");
  } else if (!item::sort_set(sorted)) {
    const auto print = [](const item::Binary& binary) { return to_base64(binary.bytes); };
    out = duplicates(members, ",", "of type BS contains duplicates.", print);  // AWS's spelling
  } else {
    out = std::move(sorted);
  }
  return true;
}

bool AttributeReader::list(Value& json, Type type, AttributeValue& out, int depth) {
  if (type != Type::array) return walk_.wrong_type(json, type, list_shape, JsonPlace::member);
  if (!walk_.enter(depth)) return false;
  ondemand::array array;
  if (walk_.fails(json.get_array().get(array))) return false;
  ++nesting_;
  item::List elements;
  Fault fault;
  for (auto entry : array) {
    Value member;
    Type member_type;
    if (walk_.fails(std::move(entry).get(member)) || walk_.fails(member.type().get(member_type))) return false;
    AttributeValue read = no_type();
    if (member_type == Type::null) {
      if (!walk_.null(member)) return false;
    } else if (!value(member, member_type, value_shape, JsonPlace::element, read, depth + 1)) {
      return false;
    }
    if (const auto* first = read.get<Fault>(); first && fault.message.empty()) fault = *first;
    elements.push_back(std::move(read));
  }
  if (nesting_-- > attribute_nesting_max) fault = nested_too_deeply();
  if (fault.message.empty()) {
    out = std::move(elements);
  } else {
    out = std::move(fault);
  }
  return true;
}

bool AttributeReader::map(Value& json, Type type, const Shape& wanted, JsonPlace place, AttributeMap& out, int depth) {
  if (type != Type::object) return walk_.wrong_type(json, type, wanted, place);
  --nesting_;  // the item itself is no level
  Fault fault;
  const bool read = entries(json, out, depth, fault);
  ++nesting_;
  return read;
}

bool AttributeReader::entries(Value& json, AttributeMap& out, int depth, Fault& fault) {
  if (!walk_.enter(depth)) return false;
  ondemand::object object;
  if (walk_.fails(json.get_object().get(object))) return false;
  ++nesting_;
  std::vector<item::Attribute> attributes;
  if (nesting_ == 0) attributes.reserve(usual_attributes);  // maps within are many and small at times
  for (auto entry : object) {
    ondemand::field field;
    std::string_view name;
    if (walk_.fails(std::move(entry).get(field)) || !walk_.key(field, name)) return false;
    auto& attribute = attributes.emplace_back();
    attribute.name = name;
    auto content = field.value();
    Type content_type;
    if (walk_.fails(content.type().get(content_type))) return false;
    if (content_type == Type::null) {
      if (!walk_.null(content)) return false;
      attribute.value = no_type();
    } else if (!value(content, content_type, value_shape, JsonPlace::element, attribute.value, depth + 1)) {
      return false;
    }
    if (const auto why = item::fault_of_name(attribute.name); !why.empty() && !attribute.value.is(item::Type::fault)) {
      attribute.value = Fault{std::string(why)};
    }
    if (const auto* first = attribute.value.get<Fault>(); first && fault.message.empty()) fault = *first;
  }
  if (nesting_-- > attribute_nesting_max) fault = nested_too_deeply();
  out = AttributeMap::from(std::move(attributes));
  return true;
}

}  // namespace penstock
