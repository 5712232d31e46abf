// Tokens that clients keep for the server (shard iterators, pages of lists) and cannot make or change: the content, and
// an HMAC-SHA256 under a key that is in the store. Text is base64. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace penstock::kinesis {

// What a token is for; one kind is never taken for another.
enum class TokenKind : char { shard_iterator = 1, shards_page = 2, streams_page = 3 };

class TokenSealer {
 public:
  static constexpr std::size_t key_bytes = 32;
  explicit TokenSealer(std::string key) : key_(std::move(key)) {}

  std::string seal(TokenKind kind, std::string_view content) const;
  // The content; absent for anything that seal() did not make for this kind under this key.
  std::optional<std::string> open(TokenKind kind, std::string_view token) const;

 private:
  std::string key_;
};

}  // namespace penstock::kinesis
