#include "base/token_sealer.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace penstock {
namespace {

enum class TokenKind : char { shard_iterator = 1, shards_page = 2, streams_page = 3 };

const TokenSealer sealer(std::string(32, 'k'));

TEST(TokenSealer, opens_what_it_sealed) {
  for (const std::string content : {"", "x", "some longer content / with \x01 bytes"}) {
    EXPECT_EQ(sealer.open(TokenKind::shard_iterator, sealer.seal(TokenKind::shard_iterator, content)), content);
  }
}

TEST(TokenSealer, refuses_a_changed_byte_anywhere) {
  std::string bytes;
  ASSERT_TRUE(from_base64(sealer.seal(TokenKind::shard_iterator, "content"), bytes));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] ^= 1;
    EXPECT_FALSE(sealer.open(TokenKind::shard_iterator, to_base64(changed))) << at;
  }
}

TEST(TokenSealer, refuses_every_truncation_and_foreign_text) {
  const auto token = sealer.seal(TokenKind::shard_iterator, "content");
  for (std::size_t size = 0; size < token.size(); ++size) {
    EXPECT_FALSE(sealer.open(TokenKind::shard_iterator, token.substr(0, size)));
  }
  EXPECT_FALSE(sealer.open(TokenKind::shard_iterator, "not base64 at all"));
}

TEST(TokenSealer, keeps_kinds_and_keys_apart) {
  const auto token = sealer.seal(TokenKind::shards_page, "content");
  EXPECT_FALSE(sealer.open(TokenKind::shard_iterator, token));
  EXPECT_FALSE(TokenSealer(std::string(32, 'j')).open(TokenKind::shards_page, token));
}

}  // namespace
}  // namespace penstock
