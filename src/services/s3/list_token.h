// Continuation tokens: where a listing goes on. Opaque to clients; a check sum tells damaged ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::s3 {

struct ListPosition {
  enum class After : std::uint8_t {
    key,     // the listing goes on behind this key
    prefix,  // … behind every key that begins with this common prefix
  };
  After after = After::key;
  std::string text;
  bool operator==(const ListPosition&) const = default;
};

std::string to_token(const ListPosition& position);
// Nothing for a text that to_token() does not make.
std::optional<ListPosition> from_token(std::string_view token);

}  // namespace penstock::s3
