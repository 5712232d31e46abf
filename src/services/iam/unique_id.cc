#include "services/iam/unique_id.h"

#include <array>
#include <charconv>
#include <cstdint>

#include "base/base64.h"

namespace penstock::iam {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t secret_bytes = 30;

void append_base32(std::string& out, std::uint64_t value, int count) {
  for (int shift = 5 * (count - 1); shift >= 0; shift -= 5) out += letters[value >> shift & 31];
}

// Sixteen letters: one bit that is set, the account's number in 40 bits, and 39 random ones.
std::string account_letters(std::string_view account, Random& random) {
  std::uint64_t number = 0;
  std::from_chars(account.data(), account.data() + account.size(), number);
  constexpr int random_bits = 39;
  const auto tail = random.next() >> (64 - random_bits);
  // The upper and the lower eight letters, of 40 bits each.
  const auto upper = std::uint64_t{1} << 39 | number >> 1;
  const auto lower = (number & 1) << 39 | tail;
  std::string text;
  append_base32(text, upper, 8);
  append_base32(text, lower, 8);
  return text;
}

}  // namespace

std::string new_unique_id(std::string_view prefix, std::string_view account, Random& random) {
  auto id = std::string(prefix) + account_letters(account, random);
  append_base32(id, random.next() & 31, 1);
  return id;
}

std::string new_key_id(std::string_view account, Random& random) { return "AKIA" + account_letters(account, random); }

std::string new_key_secret(Random& random) {
  std::array<unsigned char, secret_bytes> bytes;
  random.fill(bytes);
  return to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace penstock::iam
