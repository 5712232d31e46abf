#include "services/iam/password.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

#include "api/iam/errors.h"
#include "base/base64.h"
#include "base/check.h"
#include "base/hash.h"

namespace penstock::iam {
namespace {

// RFC 7914's parameters for what a user waits for.
constexpr int cost_log2 = 14;
constexpr int block_size = 8;
constexpr int parallelism = 1;
constexpr std::uint64_t memory_max = 64U << 20;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
// How many kinds of characters the default policy wants.
constexpr std::size_t default_kinds = 3;
constexpr std::int32_t default_length_min = 8;
constexpr std::string_view symbols = "!@#$%^&*()_+-=[]{}|'";

using Texts = std::vector<std::string_view>;

bool has_between(std::string_view text, char first, char last) {
  return std::ranges::any_of(text, [=](char c) { return c >= first && c <= last; });
}

// What a password lacks of the kinds that are asked for.
Texts lacking(std::string_view password, const PasswordPolicyRecord& asked) {
  Texts lacks;
  if (asked.uppercase && !has_between(password, 'A', 'Z')) {
    lacks.emplace_back("Password should have at least one uppercase letter");
  }
  if (asked.lowercase && !has_between(password, 'a', 'z')) {
    lacks.emplace_back("Password should have at least one lowercase letter");
  }
  if (asked.numbers && !has_between(password, '0', '9')) {
    lacks.emplace_back("Password should have at least one number");
  }
  if (asked.symbols && password.find_first_of(symbols) == password.npos) {
    lacks.emplace_back("Password should have at least one symbol");
  }
  return lacks;
}

Status check_length(std::string_view password, std::int32_t length_min) {
  // UTF-8: what continues a character is none.
  const auto length = std::ranges::count_if(password, [](char c) { return (c & 0xc0) != 0x80; });
  if (length >= length_min) return ok();
  return errors::password_policy_violation(fmt::format("Password should have a minimum length of {}", length_min));
}

std::string scrypt(std::string_view password, std::string_view salt) {
  std::array<unsigned char, hash_bytes> hash;
  CHECK(EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                       salt.size(), std::uint64_t{1} << cost_log2, block_size, parallelism, memory_max, hash.data(),
                       hash.size()) == 1);
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// All but the salt and the hash.
std::string head() { return fmt::format("scrypt${}${}${}$", cost_log2, block_size, parallelism); }

}  // namespace

Status check_password(const std::optional<PasswordPolicyRecord>& policy, std::string_view password) {
  if (policy) {
    if (auto length = check_length(password, policy->length_min); !length) return length;
    const auto lacks = lacking(password, *policy);
    if (lacks.empty()) return ok();
    return errors::password_policy_violation(fmt::format("{}", fmt::join(lacks, ", ")));
  }
  if (auto length = check_length(password, default_length_min); !length) return length;
  const auto lacks = lacking(password, {.symbols = true, .numbers = true, .uppercase = true, .lowercase = true});
  const auto has = 4 - lacks.size();
  if (has >= default_kinds) return ok();
  return errors::password_policy_violation(fmt::format("Password should meet {} more of the following requirements: {}",
                                                       default_kinds - has, fmt::join(lacks, ", ")));
}

std::string hash_password(Random& random, std::string_view password) {
  std::array<unsigned char, salt_bytes> bytes;
  random.fill(bytes);
  const std::string_view salt(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return head() + to_base64(salt) + "$" + to_base64(scrypt(password, salt));
}

bool is_password(std::string_view hash, std::string_view password) {
  const auto before = head();
  if (!hash.starts_with(before)) return false;
  hash.remove_prefix(before.size());
  const auto end = hash.find('$');
  std::string salt;
  if (end == hash.npos || !from_base64(hash.substr(0, end), salt)) return false;
  return equal_in_constant_time(hash.substr(end + 1), to_base64(scrypt(password, salt)));
}

}  // namespace penstock::iam
