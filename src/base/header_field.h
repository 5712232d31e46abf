// One HTTP header field as the parser hands it on: both views point into the connection's buffer.
#pragma once

#include <span>
#include <string_view>

namespace penstock {

struct HeaderField {
  std::string_view name;   // lower case
  std::string_view value;  // surrounding white space removed
};

// The first field of that (lower-case) name, or null.
inline const std::string_view* find_header(std::span<const HeaderField> headers, std::string_view name) {
  for (const auto& field : headers) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

}  // namespace penstock
