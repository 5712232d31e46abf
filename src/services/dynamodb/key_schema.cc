#include "services/dynamodb/key_schema.h"

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeValue;
using item::Binary;
using item::Item;
using item::Number;

// A zero byte is followed by 0xff inside of a text, and by 0x01 at its end, so that a text sorts before its extensions.
constexpr char escape = '\0';
constexpr char escaped_zero = '\xff';
constexpr char end_of_text = '\x01';

void append_escaped(std::string& out, std::string_view bytes) {
  while (true) {
    const auto zero = bytes.find(escape);
    out.append(bytes.substr(0, zero));
    if (zero == std::string_view::npos) return;
    out += escape;
    out += escaped_zero;
    bytes.remove_prefix(zero + 1);
  }
}

std::string_view content(const AttributeValue& value) {
  if (const auto* text = value.get<std::string>()) return *text;
  const auto* binary = value.get<Binary>();
  CHECK(binary);
  return binary->bytes;
}

// A number as AWS hashes it: half its decimal exponent, then pairs of digits as they lie around the decimal point, each
// plus one. Of a negative number all of it counts down, with an end of its own.
void append_hashed_number(std::string& out, const Number& number) {
  if (number.is_zero()) {
    out += '\x80';
    return;
  }
  std::string ordered;
  number.append_ordered(ordered);
  const int flip = number.is_negative() ? 0xff : 0;
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(ordered[i]) ^ flip; };
  const int exponent = byte_at(1) + Number::exponent_min + 1;
  std::string digits(exponent % 2 == 0 ? 0 : 1, '\0');
  for (std::size_t i = 2; i + 1 < ordered.size(); ++i) {
    digits += static_cast<char>((byte_at(i) - 1) / 10);
    digits += static_cast<char>((byte_at(i) - 1) % 10);
  }
  while (digits.back() == 0) digits.pop_back();
  if (digits.size() % 2 != 0) digits += '\0';
  const int half = (exponent + (exponent % 2 == 0 ? 0 : 1)) / 2;
  out += static_cast<char>((half - 64) ^ flip);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int pair = digits[i] * 10 + digits[i + 1];
    out += static_cast<char>(number.is_negative() ? 101 - pair : pair + 1);
  }
  if (number.is_negative() && digits.size() / 2 < 20) out += static_cast<char>(102);
}

// What AWS hashes of a value. Scans of AWS go through tables in the order of MD5("Outliers" + key), as dynalite found.
void append_hashed(std::string& out, const AttributeValue& value) {
  if (const auto* number = value.get<Number>()) {
    append_hashed_number(out, *number);
  } else {
    out += content(value);
  }
}

}  // namespace

std::optional<ScalarType> scalar_type_named(std::string_view name) {
  if (name == "S") return ScalarType::string;
  if (name == "N") return ScalarType::number;
  if (name == "B") return ScalarType::binary;
  return std::nullopt;
}

std::string_view name_of(ScalarType type) {
  switch (type) {
    case ScalarType::string:
      return "S";
    case ScalarType::number:
      return "N";
    case ScalarType::binary:
      return "B";
  }
  return {};
}

bool is_of_type(const AttributeValue& value, ScalarType type) {
  switch (type) {
    case ScalarType::string:
      return value.is(item::Type::string);
    case ScalarType::number:
      return value.is(item::Type::number);
    case ScalarType::binary:
      return value.is(item::Type::binary);
  }
  return false;
}

bool KeySchema::names(std::string_view attribute) const {
  return std::ranges::find(hash, attribute, &KeyAttribute::name) != hash.end() ||
         std::ranges::find(range, attribute, &KeyAttribute::name) != range.end();
}

void add_key(const KeySchema& schema, const Item& item, Item& key) {
  schema.for_each([&](const KeyAttribute& attribute) {
    const auto* value = item.find(attribute.name);
    CHECK(value);
    key.set(attribute.name, *value);
  });
}

Item key_of(const KeySchema& schema, const Item& item) {
  Item key;
  add_key(schema, item, key);
  return key;
}

bool has_key(const KeySchema& schema, const Item& item) {
  bool complete = true;
  schema.for_each([&](const KeyAttribute& attribute) {
    const auto* value = item.find(attribute.name);
    complete = complete && value && is_of_type(*value, attribute.type) &&
               (attribute.type == ScalarType::number || !content(*value).empty());
  });
  return complete;
}

void append_ordered(std::string& out, const AttributeValue& value) {
  if (const auto* number = value.get<Number>()) {
    number->append_ordered(out);
    return;
  }
  append_escaped(out, content(value));
  out += escape;
  out += end_of_text;
}

void append_ordered_prefix(std::string& out, const AttributeValue& prefix) { append_escaped(out, content(prefix)); }

void append_partition(std::string& out, const KeySchema& schema, const Item& item) {
  std::string hashed = "Outliers";
  for (const auto& attribute : schema.hash) append_hashed(hashed, *item.find(attribute.name));
  const auto digest = md5(hashed);
  out += bytes_of(digest).substr(0, 4);
  for (const auto& attribute : schema.hash) append_ordered(out, *item.find(attribute.name));
}

void append_key(std::string& out, const KeySchema& schema, const Item& item) {
  append_partition(out, schema, item);
  for (const auto& attribute : schema.range) append_ordered(out, *item.find(attribute.name));
}

}  // namespace penstock::dynamodb
