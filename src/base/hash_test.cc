#include "base/hash.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/hex.h"

namespace penstock {
namespace {

template <std::size_t size>
std::string hex(const std::array<std::uint8_t, size>& digest) {
  return to_hex(digest);
}

// RFC 1321, FIPS 180-4 and RFC 4231 examples.
TEST(Hash, answers_the_published_digests) {
  EXPECT_EQ(hex(md5("")), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hex(md5("message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, answers_the_published_macs) {
  EXPECT_EQ(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hex(hmac_sha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hash, of_one_key_macs_any_number_of_messages) {
  const HmacKey key("Jefe");
  EXPECT_EQ(hex(key.mac("")), hex(hmac_sha256("Jefe", "")));
  const auto copy = key;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(hex(copy.mac("what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }
}

TEST(Hash, of_pieces_is_that_of_the_whole) {
  const std::string whole(1000, 'w');
  Sha256Stream sha256_stream;
  Sha1Stream sha1_stream;
  Md5Stream md5_stream;
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    const auto piece = std::string_view(whole).substr(at, 7);
    sha256_stream.update(piece);
    sha1_stream.update(piece);
    md5_stream.update(piece);
  }
  EXPECT_EQ(sha256_stream.finish(), sha256(whole));
  EXPECT_EQ(sha1_stream.finish(), sha1(whole));
  EXPECT_EQ(md5_stream.finish(), md5(whole));
}

TEST(Hash, of_a_stream_may_start_anew_while_another_is_unfinished) {
  Sha256Stream outer;
  outer.update("abc");
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(outer.finish(), sha256("abc"));
}

TEST(Hash, agrees_between_threads) {
  const auto here = sha256("penstock");
  Sha256Digest there{};
  std::thread([&] { there = sha256("penstock"); }).join();
  EXPECT_EQ(here, there);
}

TEST(ConstantTimeComparison, tells_equal_from_different) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  const std::string text(67, 'x');
  EXPECT_TRUE(equal_in_constant_time(text, std::string(67, 'x')));
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto other = text;
    other[at] = static_cast<char>(other[at] ^ 0x80);
    EXPECT_FALSE(equal_in_constant_time(text, other)) << at;
  }
}

TEST(Hex, goes_both_ways) {
  const std::string bytes("\x00\x7f\xff", 3);
  EXPECT_EQ(to_hex(bytes), "007fff");
  EXPECT_EQ(from_hex("007FfF"), bytes);
  EXPECT_EQ(from_hex(""), "");
  std::string all;
  for (int byte = 0; byte < 256 + 5; ++byte) all.push_back(static_cast<char>(byte));
  const auto digits = to_hex(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(hex_value(digits[2 * i]) << 4 | hex_value(digits[2 * i + 1]), static_cast<unsigned char>(all[i]));
  }
}

TEST(Hex, refuses_what_is_not_hexadecimal) {
  EXPECT_EQ(from_hex("0"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
  EXPECT_EQ(from_hex(" 0"), std::nullopt);
}

}  // namespace
}  // namespace penstock
