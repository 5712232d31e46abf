// Writes structures as JSON by their tables. Pure.
#pragma once

#include <string>
#include <string_view>

#include "wire/shape.h"

namespace penstock {

// Appends a structure as an object: the members that are there, in the model's order, those of other locations left
// out.
void append_json(std::string& out, const Shape& shape, const void* structure);

// Appends a string with its quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace penstock
