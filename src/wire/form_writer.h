// Writes structures as forms of the Query protocol by their tables. Pure.
#pragma once

#include <string>

#include "wire/shape.h"

namespace penstock {

// Appends "&Name=value" for every member that is there.
void append_form(std::string& out, const Shape& shape, const void* structure);

}  // namespace penstock
