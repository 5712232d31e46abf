#include "wire/json_walk.h"

#include <algorithm>
#include <cmath>

#include "base/base64.h"

namespace penstock {

namespace ondemand = simdjson::ondemand;

std::optional<bool> boolean_named(std::string_view text) {
  const auto is = [&](std::string_view word) {
    return std::ranges::equal(text, word, [](char a, char b) { return (a | 0x20) == b; });
  };
  if (is("true") || is("yes") || text == "1") return true;
  if (is("false") || is("no") || text == "0") return false;
  return std::nullopt;
}

bool JsonWalk::refuse(ApiError error) {
  error_ = std::move(error);
  return false;
}

bool JsonWalk::key(ondemand::field& field, std::string_view& key) {
  const char* start = field.key().raw();
  const char* end = start;
  for (; *end != '"'; ++end) {
    if (*end == '\\') return !fails(field.unescaped_key().get(key));
  }
  key = {start, end};
  return true;
}

bool JsonWalk::blob(Value& value, std::string& bytes) {
  const auto token = value.raw_json_token();  // from its first quote up to the next token
  auto content = token.substr(0, token.find_last_of('"'));
  content.remove_prefix(1);
  auto outcome = from_base64(content, bytes);
  if (!outcome) {
    if (!text(value, content)) return false;
    outcome = from_base64(content, bytes);
    return outcome ? true : refuse(json_blob_error(dialect_, content, outcome));
  }
  return !fails(value.get_raw_json_string().error());
}

bool JsonWalk::null(Value& value) {
  bool is_null = false;
  if (fails(value.is_null().get(is_null))) return false;
  return is_null || refuse(error::serialization({}));
}

bool JsonWalk::wrong_type(Value& value, Type type, const Shape& wanted, JsonPlace place) {
  auto token = JsonToken::object;
  std::string_view content;
  switch (type) {
    case Type::object:
      break;
    case Type::array:
      token = JsonToken::array;
      break;
    case Type::string:
      token = JsonToken::string;
      if (!text(value, content)) return false;
      break;
    case Type::number: {
      double number = 0;
      if (fails(value.get_double().get(number))) return false;
      token = number == std::trunc(number) ? JsonToken::number : JsonToken::decimal;
      break;
    }
    default: {
      bool truth = false;
      if (fails(value.get_bool().get(truth))) return false;
      token = truth ? JsonToken::true_ : JsonToken::false_;
    }
  }
  return refuse(json_type_error(dialect_, wanted, place, token, content));
}

bool JsonWalk::skip_elements(ondemand::array& array, int depth) {
  for (auto entry : array) {
    Value element;
    if (fails(std::move(entry).get(element)) || !skip(element, depth + 1)) return false;
  }
  return true;
}

bool JsonWalk::skip(Value value, int depth) {
  if (!enter(depth)) return false;
  Type type;
  if (fails(value.type().get(type))) return false;
  switch (type) {
    case Type::object: {
      ondemand::object object;
      if (fails(value.get_object().get(object))) return false;
      for (auto entry : object) {
        ondemand::field field;
        if (fails(std::move(entry).get(field)) || !skip(field.value(), depth + 1)) return false;
      }
      return true;
    }
    case Type::array: {
      ondemand::array array;
      return !fails(value.get_array().get(array)) && skip_elements(array, depth);
    }
    case Type::string:
      return !fails(value.get_string().error());
    case Type::number:
      return !fails(value.get_double().error());
    case Type::boolean:
      return !fails(value.get_bool().error());
    case Type::null:
      return null(value);
  }
  return refuse(error::serialization({}));
}

}  // namespace penstock
