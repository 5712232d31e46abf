// Reads DynamoDB's values in JSON, {"S": "text"} and the like, into item::AttributeValue without a structure between
// (wire/attribute_writer.h writes them).
//
// What is no such JSON is a SerializationException. What is, and breaks DynamoDB's rules, becomes an item::Fault with
// AWS's text; the operation reports it in its turn.
#pragma once

#include <optional>
#include <string>

#include "item/attribute_value.h"
#include "wire/json_walk.h"
#include "wire/shape.h"

namespace penstock {

// Levels of lists and maps that a value may have.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
inline constexpr int attribute_nesting_max = 31;

class AttributeReader {
 public:
  explicit AttributeReader(JsonWalk& walk) : walk_(walk) {}

  // `wanted` is the shape that error texts name.
  bool value(JsonWalk::Value& json, JsonWalk::Type type, const Shape& wanted, JsonPlace place,
             item::AttributeValue& out, int depth);
  bool map(JsonWalk::Value& json, JsonWalk::Type type, const Shape& wanted, JsonPlace place, item::AttributeMap& out,
           int depth);

 private:
  // Leaves nothing for a name that is no type.
  bool typed(std::string_view name, JsonWalk::Value& json, JsonWalk::Type type,
             std::optional<item::AttributeValue>& out, int depth);
  bool string(JsonWalk::Value& json, JsonWalk::Type type, std::string_view& text);
  bool number(JsonWalk::Value& json, JsonWalk::Type type, item::AttributeValue& out);
  bool boolean(JsonWalk::Value& json, JsonWalk::Type type, bool& out);
  template <class Set, class Read>
  bool set(JsonWalk::Value& json, JsonWalk::Type type, Set& members, Read read);
  bool string_set(JsonWalk::Value& json, JsonWalk::Type type, item::AttributeValue& out);
  bool number_set(JsonWalk::Value& json, JsonWalk::Type type, item::AttributeValue& out);
  bool binary_set(JsonWalk::Value& json, JsonWalk::Type type, item::AttributeValue& out);
  bool list(JsonWalk::Value& json, JsonWalk::Type type, item::AttributeValue& out, int depth);
  // `fault`: the first one in the order of the document.
  bool entries(JsonWalk::Value& json, item::AttributeMap& out, int depth, item::Fault& fault);

  JsonWalk& walk_;
  int nesting_ = 0;
};

}  // namespace penstock
