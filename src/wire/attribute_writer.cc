#include "wire/attribute_writer.h"

#include "base/base64.h"
#include "base/check.h"
#include "wire/json_writer.h"

namespace penstock {

using item::AttributeMap;
using item::AttributeValue;
using item::Fault;

namespace {

// Appends {"<type>":<content>}.
struct Writer {
  std::string& out;

  void open(std::string_view type) { ((out += "{\"") += type) += "\":"; }
  void quoted(std::string_view text) { ((out += '"') += text) += '"'; }
  void base64(std::string_view bytes) {
    out += '"';
    append_base64(out, bytes);
    out += '"';
  }
  void number(const item::Number& number) {
    out += '"';
    number.append_text(out);
    out += '"';
  }
  template <class Members, class Append>
  void array(const Members& members, Append append) {
    out += '[';
    for (const auto& member : members) {
      if (&member != members.data()) out += ',';
      append(member);
    }
    out += ']';
  }

  void operator()(item::Null) { out += "{\"NULL\":true"; }
  void operator()(bool truth) { out += truth ? "{\"BOOL\":true" : "{\"BOOL\":false"; }
  void operator()(const std::string& text) {
    open("S");
    append_json_string(out, text);
  }
  void operator()(const item::Number& value) {
    open("N");
    number(value);
  }
  void operator()(const item::Binary& binary) {
    open("B");
    base64(binary.bytes);
  }
  void operator()(const item::StringSet& set) {
    open("SS");
    array(set, [&](const std::string& text) { append_json_string(out, text); });
  }
  void operator()(const item::NumberSet& set) {
    open("NS");
    array(set, [&](const item::Number& value) { number(value); });
  }
  void operator()(const item::BinarySet& set) {
    open("BS");
    array(set, [&](const item::Binary& binary) { base64(binary.bytes); });
  }
  void operator()(const item::List& list) {
    open("L");
    array(list, [&](const AttributeValue& value) { append_attribute_value(out, value); });
  }
  void operator()(const AttributeMap& map) {
    open("M");
    append_attribute_map(out, map);
  }
  void operator()(const Fault&) { check_failed("a fault is never written", __FILE__, __LINE__); }
};

}  // namespace

void append_attribute_value(std::string& out, const AttributeValue& value) {
  value.visit(Writer{out});
  out += '}';
}

void append_attribute_map(std::string& out, const AttributeMap& map) {
  out += '{';
  for (const auto& attribute : map) {
    if (&attribute != map.begin()) out += ',';
    append_json_string(out, attribute.name);
    out += ':';
    append_attribute_value(out, attribute.value);
  }
  out += '}';
}

std::size_t attribute_json_size(const AttributeMap& map) { return 2 + 16 * map.size() + item::size_of(map); }

}  // namespace penstock
