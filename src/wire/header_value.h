// Members in HTTP headers: scalars, lists in one field, JSON in base64.
#pragma once

#include <string>
#include <string_view>

#include "wire/shape.h"

namespace penstock {

// Timestamps are RFC 822 unless the model says otherwise.
std::string header_value(const Member& member, const void* value);

// False when the text is none of the member's kind.
[[nodiscard]] bool read_header_value(const Member& member, std::string_view text, void* slot);

}  // namespace penstock
