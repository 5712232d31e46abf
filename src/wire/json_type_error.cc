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
      return "Structure";
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
      return "Expected map or null";
    case Kind::structure:
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

std::string dynamodb_text(const Shape& wanted, JsonToken found) {
  if (found == JsonToken::object) return "Start of structure or map found where not expected";
  if (found == JsonToken::array) {
    switch (wanted.kind) {
      case Kind::blob:
        return "Unrecognized collection type class java.nio.ByteBuffer";
      case Kind::structure:
        return "Unrecognized collection type class " + std::string(wanted.name);
      case Kind::map:
        return "Unrecognized collection type java.util.Map";
      case Kind::timestamp:
        return "Unrecognized collection type class java.util.Date";
      default:
        return "Unrecognized collection type class java.lang." + std::string(java_name(wanted.kind));
    }
  }
  switch (wanted.kind) {
    case Kind::list:
    case Kind::map:
      return "Unexpected field type";
    case Kind::structure:
      return "Unexpected value type in payload";
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

ApiError json_type_error(JsonDialect dialect, const Shape& wanted, JsonToken found, std::string_view text) {
  return error::serialization(dialect == JsonDialect::v1_0 ? dynamodb_text(wanted, found)
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
