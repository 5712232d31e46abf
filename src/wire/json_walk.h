// Steps over a JSON document that its readers share: structures by their tables (wire/json_reader.h) and DynamoDB's
// values (wire/attribute_reader.h). Every step answers whether to go on; error() says why not.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/api_error.h"
#include "wire/json_reader.h"
#include "wire/json_type_error.h"

namespace penstock {

// The truth that a string names, as AWS takes it: "true", "yes", "1" and their opposites.
std::optional<bool> boolean_named(std::string_view text);

class JsonWalk {
 public:
  using Value = simdjson::ondemand::value;
  using Type = simdjson::ondemand::json_type;

  explicit JsonWalk(JsonDialect dialect) : dialect_(dialect) {}

  const ApiError& error() const { return error_; }

  [[gnu::always_inline]] bool fails(simdjson::error_code code) {
    if (code == simdjson::SUCCESS) [[likely]]
      return false;
    return !refuse(error::serialization({}));
  }
  bool refuse(ApiError error);
  // False with an error when values are nested too deeply.
  bool enter(int depth) {
    return depth <= json_depth_max || refuse(error::serialization("Request is nested too deeply"));
  }

  // The key as it is spelled; without escapes it is a view into the document.
  bool key(simdjson::ondemand::field& field, std::string_view& key);
  // A string's content; the view holds until the next string with escapes is read.
  bool text(Value& value, std::string_view& text) { return !fails(value.get_string().get(text)); }
  // Decodes base64 from the document itself; only a string with escapes ("\/") is unescaped first.
  bool blob(Value& value, std::string& bytes);
  // The literal null, which a value that begins like it need not be.
  bool null(Value& value);
  // What nobody asks for still has to be JSON.
  bool skip(Value value, int depth);
  bool skip_elements(simdjson::ondemand::array& array, int depth);
  // Refuses a value of another type than the wanted one.
  bool wrong_type(Value& value, Type type, const Shape& wanted, JsonPlace place);

 private:
  JsonDialect dialect_;
  ApiError error_;
};

}  // namespace penstock
