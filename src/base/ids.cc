#include "base/ids.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/append_pieces.h"
#include "base/base64.h"
#include "base/hash.h"
#include "base/hex.h"

namespace penstock {
namespace {

constexpr std::size_t region_bytes_max = 32;
constexpr std::uint64_t drawn_at_once = 256;

std::uint64_t next_maker() {
  static std::atomic<std::uint64_t> makers = 0;
  return ++makers;
}

// SplitMix64's finalizer: a bijection, so different counts give different values.
std::uint64_t mix(std::uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

void put_hex(std::uint64_t value, std::string_view digits, char* out, std::size_t count) {
  for (std::size_t i = count; i-- > 0; value >>= 4) out[i] = digits[value & 15];
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

RequestIds::RequestIds(std::uint64_t seed) : seed_(seed), maker_(next_maker()) {}

std::uint64_t RequestIds::draw() {
  // Counts are drawn by the hundred, so that threads do not pull one cache line to and fro.
  thread_local struct {
    std::uint64_t maker = 0;
    std::uint64_t next = 0;
    std::uint64_t end = 0;
  } drawn;
  if (drawn.maker != maker_ || drawn.next == drawn.end) {
    drawn = {maker_, count_.fetch_add(drawn_at_once, std::memory_order_relaxed), 0};
    drawn.end = drawn.next + drawn_at_once;
  }
  return mix(seed_ + 0x9e3779b97f4a7c15 * drawn.next++);
}

std::string RequestIds::next() {
  // The version (4) and variant bits of RFC 9562, as AWS's ids have them.
  const auto drawn = draw();
  const auto high = (drawn & ~0xf000ull) | 0x4000;
  const auto low = (mix(drawn ^ std::rotl(seed_, 32)) & ~(3ull << 62)) | 2ull << 62;
  std::string id(36, '-');
  constexpr std::string_view digits = "0123456789abcdef";
  put_hex(high >> 32, digits, id.data(), 8);
  put_hex(high >> 16, digits, id.data() + 9, 4);
  put_hex(high, digits, id.data() + 14, 4);
  put_hex(low >> 48, digits, id.data() + 19, 4);
  put_hex(low, digits, id.data() + 24, 12);
  return id;
}

std::string RequestIds::next_s3() {
  std::string id(16, '0');
  put_hex(draw(), "0123456789ABCDEF", id.data(), 16);
  return id;
}

std::string extended_request_id(std::string_view request_id) {
  const auto first = sha256(request_id);
  const auto second = sha256(bytes_of(first));
  return to_base64(std::string(bytes_of(first)).append(bytes_of(second)));
}

std::string arn(std::string_view service, std::string_view region, std::string_view account,
                std::string_view resource) {
  return arn(service, region, account, resource, "");
}

std::string arn(std::string_view service, std::string_view region, std::string_view account, std::string_view kind,
                std::string_view name) {
  std::string text;
  append_pieces(text, "arn:aws:", service, ":", region, ":", account, ":", kind, name);
  return text;
}

bool parse_arn(std::string_view text, ArnParts& parts) {
  if (!text.starts_with("arn:")) return false;
  text.remove_prefix(4);
  for (auto* part : {&parts.partition, &parts.service, &parts.region, &parts.account}) {
    const auto colon = text.find(':');
    if (colon == text.npos) return false;
    *part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  parts.resource = text;
  return !parts.partition.empty() && !parts.service.empty() && !parts.resource.empty();
}

bool is_account(std::string_view text) { return text.size() == 12 && std::ranges::all_of(text, is_digit); }

std::string canonical_user(std::string_view account) {
  return to_hex(sha256("canonical user of " + std::string(account)));
}

bool is_region(std::string_view text) {
  static constexpr auto allowed = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")) {
      table[static_cast<unsigned char>(c)] = true;
    }
    return table;
  }();
  return !text.empty() && text.size() <= region_bytes_max &&
         std::ranges::all_of(text, [](char c) { return allowed[static_cast<unsigned char>(c)]; });
}

}  // namespace penstock
