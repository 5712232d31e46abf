#include "identity/key_id.h"

#include <array>
#include <cstdint>

#include "base/base64.h"
#include "base/check.h"
#include "base/ids.h"

namespace penstock {
namespace {

// 80 bits in base32: a set bit, the account (40 bits), 39 random ones.
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t prefix_size = 4;
constexpr std::size_t letter_count = 16;
constexpr std::size_t letter_bits = 5;
constexpr std::size_t head_letters = 9;  // 45 bits: all that the account is in
constexpr unsigned bits_below_account = 45 - 41;
constexpr std::size_t secret_bytes = 30;
constexpr std::uint64_t account_bound = 1'000'000'000'000;

}  // namespace

std::string make_key_id(std::string_view prefix, std::string_view account, Random& random) {
  CHECK(prefix.size() == prefix_size && is_account(account));
  std::uint64_t head = 0;
  for (const char digit : account) head = head * 10 + static_cast<std::uint64_t>(digit - '0');
  head = (std::uint64_t{1} << 40 | head) << bits_below_account | random.below(1 << bits_below_account);
  std::string id(prefix);
  for (std::size_t i = head_letters; i > 0; --i) id += letters[head >> (i - 1) * letter_bits & 31];
  while (id.size() < prefix_size + letter_count) id += letters[random.below(letters.size())];
  return id;
}

std::string make_unique_id(std::string_view prefix, std::string_view account, Random& random) {
  auto id = make_key_id(prefix, account, random);
  id += letters[random.below(letters.size())];
  return id;
}

std::string make_key_secret(Random& random) {
  std::array<unsigned char, secret_bytes> bytes;
  random.fill(bytes);
  return to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<std::string> account_of_key_id(std::string_view id) {
  if (id.size() != prefix_size + letter_count) return std::nullopt;
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < letter_count; ++i) {
    const auto value = letters.find(id[prefix_size + i]);
    if (value == letters.npos) return std::nullopt;
    if (i < head_letters) head = head << letter_bits | value;
  }
  auto account = head >> bits_below_account;
  const bool is_marked = account >> 40 == 1;
  account &= (std::uint64_t{1} << 40) - 1;
  if (!is_marked || account >= account_bound) return std::nullopt;
  auto digits = std::to_string(account);
  return std::string(12 - digits.size(), '0') + digits;
}

}  // namespace penstock
