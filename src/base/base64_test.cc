#include "base/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace penstock {
namespace {

using base64_detail::Vector;

// Plain and slow: bits one by one.
std::string model_encode(std::string_view bytes) {
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 6) {
    unsigned number = 0;
    for (std::size_t k = bit; k < bit + 6; ++k) {
      const bool set = k < bytes.size() * 8 && (static_cast<unsigned char>(bytes[k / 8]) >> (7 - k % 8) & 1) != 0;
      number = number << 1 | (set ? 1 : 0);
    }
    text += alphabet[number];
  }
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::vector<Vector> vectors_here() {
  std::vector<Vector> vectors = {Vector::none};
  if (base64_detail::best_vector() >= Vector::ssse3) vectors.push_back(Vector::ssse3);
  if (base64_detail::best_vector() >= Vector::avx2) vectors.push_back(Vector::avx2);
  if (base64_detail::best_vector() >= Vector::avx512) vectors.push_back(Vector::avx512);
  return vectors;
}

std::string random_bytes(std::mt19937_64& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(Base64, agrees_with_the_published_examples) {
  const std::pair<std::string_view, std::string_view> examples[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(to_base64(bytes), text);
    std::string back = "stale";
    EXPECT_TRUE(from_base64(text, back));
    EXPECT_EQ(back, bytes);
  }
}

TEST(Base64, every_instruction_set_agrees_with_the_model) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (std::size_t size = 0; size < 400; ++size) {
    const auto bytes = random_bytes(random, size);
    const auto expected = model_encode(bytes);
    for (const auto vector : vectors_here()) {
      // Exactly as much room as is needed, so that a sanitizer sees any overrun.
      const auto text = std::make_unique<char[]>(expected.size() + 1);
      base64_detail::encode(vector, text.get(), bytes.data(), bytes.size());
      ASSERT_EQ(std::string_view(text.get(), expected.size()), expected);
      if (expected.empty()) continue;
      const auto back = std::make_unique<char[]>(expected.size() / 4 * 3);
      ASSERT_TRUE(base64_detail::decode(vector, back.get(), expected.data(), expected.size()));
      ASSERT_EQ(std::string_view(back.get(), size), bytes);
    }
  }
}

TEST(Base64, finds_a_wrong_character_wherever_it_is) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto good = model_encode(random_bytes(random, 120));
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int c = 0; c < 256; ++c) {
      if (alphabet.contains(static_cast<char>(c)) || c == '=') continue;
      auto text = good;
      text[at] = static_cast<char>(c);
      for (const auto vector : vectors_here()) {
        std::string room(good.size(), '\0');
        const auto outcome = base64_detail::decode(vector, room.data(), text.data(), text.size());
        ASSERT_EQ(outcome.fault, Base64Fault::character) << "character " << c << " at " << at;
        ASSERT_EQ(outcome.at, at);
      }
    }
  }
}

TEST(Base64, is_strict_about_length_padding_and_spare_bits) {
  std::string bytes;
  EXPECT_EQ(from_base64("23456", bytes).fault, Base64Fault::length);
  EXPECT_EQ(from_base64("=+/=", bytes).fault, Base64Fault::character);
  EXPECT_EQ(from_base64("+/+=", bytes).fault, Base64Fault::tail);
  EXPECT_EQ(from_base64("Zh==", bytes).fault, Base64Fault::tail);
  EXPECT_EQ(from_base64("Zg==Zg==", bytes).fault, Base64Fault::character);
  EXPECT_EQ(from_base64("Zg=a", bytes).fault, Base64Fault::character);
  EXPECT_EQ(from_base64("====", bytes).fault, Base64Fault::character);
  EXPECT_EQ(from_base64("Zm9v\n", bytes).fault, Base64Fault::length);
  EXPECT_TRUE(bytes.empty());
}

TEST(Base64, appends_behind_what_is_there) {
  std::string text = "data:";
  append_base64(text, "foobar");
  EXPECT_EQ(text, "data:Zm9vYmFy");
}

}  // namespace
}  // namespace penstock
