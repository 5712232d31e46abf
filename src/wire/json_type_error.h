// AWS's words for a JSON value of the wrong type. Recorded answers: kinesalite's and dynalite's tests, which run
// against AWS as well.
#pragma once

#include <string_view>

#include "base/api_error.h"
#include "base/base64.h"
#include "wire/json_reader.h"

namespace penstock {

enum class JsonToken : std::uint8_t { object, array, string, number, decimal, true_, false_ };

// Where the value stands: a member of a structure, or an element of a list or map.
enum class JsonPlace : std::uint8_t { member, element };

// `text` is the content of a string token.
ApiError json_type_error(JsonDialect dialect, const Shape& wanted, JsonPlace place, JsonToken found,
                         std::string_view text = {});
// A string that is no base64.
ApiError json_blob_error(JsonDialect dialect, std::string_view text, Base64Outcome outcome);

}  // namespace penstock
