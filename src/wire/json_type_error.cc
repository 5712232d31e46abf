#include "wire/json_type_error.h"

#include <string>

namespace penstock {
namespace {

std::string_view java_name(Kind kind) {
  switch (kind) {
    case Kind::string:
      return "String";
    case Kind::blob:
    case Kind::stream:
      return "Blob";
    case Kind::boolean:
      return "Boolean";
    case Kind::integer:
      return "Integer";
    case Kind::long_:
      return "Long";
    case Kind::float_:
      return "Float";
    case Kind::double_:
      return "Double";
    case Kind::timestamp:
      return "Timestamp";
    case Kind::list:
      return "List";
    case Kind::map:
      return "Map";
    case Kind::structure:
    case Kind::attribute_value:
      return "Structure";
    case Kind::attribute_map:
      return "Map";
  }
  return {};
}

std::string_view java_class(JsonToken token) {
  switch (token) {
    case JsonToken::string:
      return "class java.lang.String";
    case JsonToken::true_:
    case JsonToken::false_:
      return "class java.lang.Boolean";
    default:
      return "class com.amazon.coral.value.json.numbers.TruncatingBigNumber";
  }
}

std::string_view parser_token(JsonToken token) {
  switch (token) {
    case JsonToken::string:
      return "STRING_VALUE";
    case JsonToken::number:
      return "NUMBER_VALUE";
    case JsonToken::decimal:
      return "DECIMAL_VALUE";
    case JsonToken::true_:
      return "TRUE_VALUE";
    default:
      return "FALSE_VALUE";
  }
}

std::string kinesis_text(Kind wanted, JsonToken found, std::string_view text) {
  if (found == JsonToken::array) return "Start of list found where not expected";
  if (found == JsonToken::object) return "Start of structure or map found where not expected.";
  switch (wanted) {
    case Kind::list:
      return "Expected list or null";
    case Kind::map:
    case Kind::attribute_map:
      return "Expected map or null";
    case Kind::structure:
    case Kind::attribute_value:
      return "Expected null";
    case Kind::blob:
      return std::string(java_class(found)) + " can not be converted to a Blob";
    case Kind::boolean:
      if (found == JsonToken::string) {
        std::string upper(text);
        for (auto& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        return "'" + upper + "' can not be converted to an Boolean";
      }
      [[fallthrough]];
    default:
      return std::string(java_class(found)) + " can not be converted to an " + std::string(java_name(wanted));
  }
}

// The Java type of a shape, in the package of the service that these texts are recorded from.
std::string java_type(const Shape& shape) {
  switch (shape.kind) {
    case Kind::blob:
    case Kind::stream:
      return "java.nio.ByteBuffer";
    case Kind::timestamp:
      return "java.util.Date";
    case Kind::list:
      return "java.util.List<" + java_type(*shape.element->shape) + ">";
    case Kind::map:
      return "java.util.Map<java.lang.String, " + java_type(*shape.value->shape) + ">";
    case Kind::attribute_map:
      return "java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>";
    case Kind::attribute_value:
    case Kind::structure:
      return "com.amazonaws.dynamodb.v20120810." + std::string(shape.name);
    default:
      return "java.lang." + std::string(java_name(shape.kind));
  }
}

bool is_map(Kind kind) { return kind == Kind::map || kind == Kind::attribute_map; }

std::string dynamodb_text(const Shape& wanted, JsonPlace place, JsonToken found) {
  if (found == JsonToken::object) return "Start of structure or map found where not expected";
  if (found == JsonToken::array) {
    return (is_map(wanted.kind) ? "Unrecognized collection type " : "Unrecognized collection type class ") +
           java_type(wanted);
  }
  switch (wanted.kind) {
    case Kind::list:
    case Kind::map:
    case Kind::attribute_map:
      if (place == JsonPlace::member) return "Unexpected field type";
      return "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class "
             "java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in "
             "module java.base of loader 'bootstrap')";
    case Kind::structure:
    case Kind::attribute_value:
      return place == JsonPlace::member ? "Unexpected field type" : "Unexpected value type in payload";
    case Kind::blob:
      return "only base-64-encoded strings are convertible to bytes";
    case Kind::boolean:
      if (found == JsonToken::string) return "Unexpected token received from parser";
      [[fallthrough]];
    default:
      return std::string(parser_token(found)) + " cannot be converted to " + std::string(java_name(wanted.kind));
  }
}

}  // namespace

ApiError json_type_error(JsonDialect dialect, const Shape& wanted, JsonPlace place, JsonToken found,
                         std::string_view text) {
  return error::serialization(dialect == JsonDialect::v1_0 ? dynamodb_text(wanted, place, found)
                                                           : kinesis_text(wanted.kind, found, text));
}

ApiError json_blob_error(JsonDialect dialect, std::string_view text, Base64Outcome outcome) {
  std::string message;
  if (dialect == JsonDialect::v1_1) message = "'" + std::string(text) + "' can not be converted to a Blob: ";
  switch (outcome.fault) {
    case Base64Fault::length:
      message += "Base64 encoded length is expected a multiple of 4 bytes but found: " + std::to_string(text.size());
      break;
    case Base64Fault::character:
      if (dialect == JsonDialect::v1_1) {
        message += "Invalid Base64 character: '" + std::string(text.substr(outcome.at, 1)) + "'";
        break;
      }
      [[fallthrough]];
    default:
      message += "Invalid last non-pad Base64 character dectected";  // AWS's spelling
  }
  return error::serialization(std::move(message));
}

}  // namespace penstock
