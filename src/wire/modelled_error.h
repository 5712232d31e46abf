// Finds the shape of an error that an operation's model names.
#pragma once

#include <string_view>

#include "wire/model.h"

namespace penstock {

// By the shape's name or by its code on the wire; null when the operation (maybe null itself) does not model it.
const Shape* modelled_error(const Operation* operation, std::string_view code);

// What Query and REST-XML put in <Code>: the model's wire code where it has one.
std::string_view wire_code(const Operation* operation, std::string_view code);
// What the JSON protocols put in "__type": the shape's name.
std::string_view shape_code(const Operation* operation, std::string_view code);

}  // namespace penstock
