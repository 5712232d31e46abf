// Scalars as plain text: in XML elements, form fields, headers, query strings and labels.
#pragma once

#include <string>
#include <string_view>

#include "wire/shape.h"
#include "wire/timestamp.h"

namespace penstock {

// How a place spells timestamps whose member names no format.
struct ScalarStyle {
  TimestampFormat timestamps = TimestampFormat::iso8601;
  Precision precision = Precision::shortest;
};

bool is_scalar(Kind kind);  // not a list, map, structure or stream

// Blobs are base64.
void append_scalar(std::string& out, const Member& member, const void* value, ScalarStyle style = {});

// False when the text is none of the member's kind; the slot is then unspecified.
[[nodiscard]] bool read_scalar(const Member& member, std::string_view text, void* slot, ScalarStyle style = {});

}  // namespace penstock
