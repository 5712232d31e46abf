// Tokens that clients keep for the server (shard iterators, pages of lists) and cannot make or change: the content, and
// an HMAC-SHA256 under a key that is in the store. Text is base64. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace penstock {

class TokenSealer {
 public:
  static constexpr std::size_t key_bytes = 32;
  explicit TokenSealer(std::string key) : key_(std::move(key)) {}

  // `kind` says what a token is for, an enumeration of the service's own; one kind is never taken for another.
  template <class Kind>
    requires std::is_same_v<std::underlying_type_t<Kind>, char>
  std::string seal(Kind kind, std::string_view content) const {
    return seal_as(static_cast<char>(kind), content);
  }
  // The content; absent for anything that seal() did not make for this kind under this key.
  template <class Kind>
    requires std::is_same_v<std::underlying_type_t<Kind>, char>
  std::optional<std::string> open(Kind kind, std::string_view token) const {
    return open_as(static_cast<char>(kind), token);
  }

 private:
  std::string seal_as(char kind, std::string_view content) const;
  std::optional<std::string> open_as(char kind, std::string_view token) const;

  std::string key_;
};

}  // namespace penstock
