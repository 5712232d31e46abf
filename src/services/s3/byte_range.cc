#include "services/s3/byte_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "services/s3/s3_error.h"

namespace penstock::s3 {
namespace {

// Digits alone; a number beyond 64 bits is as good as the largest one.
std::optional<std::uint64_t> number_in(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    const auto value = static_cast<std::uint64_t>(digit - '0');
    number = number > (most - value) / 10 ? most : number * 10 + value;
  }
  return number;
}

bool has_bytes_unit(std::string_view header) {
  constexpr std::string_view unit = "bytes=";
  return header.size() >= unit.size() && std::ranges::equal(header.substr(0, unit.size()), unit, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
         });
}

}  // namespace

Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size) {
  if (!has_bytes_unit(header)) return std::optional<ByteRange>{};
  const auto spec = header.substr(6);
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos) return std::optional<ByteRange>{};
  const auto before = spec.substr(0, dash);
  const auto after = spec.substr(dash + 1);
  const auto first = number_in(before);
  const auto last = number_in(after);
  if ((!before.empty() && !first) || (!after.empty() && !last) || (!first && !last)) {
    return std::optional<ByteRange>{};
  }
  if (!first) {
    if (*last == 0 || size == 0) return errors::invalid_range(header, size);
    const auto length = std::min(*last, size);
    return std::optional(ByteRange{size - length, length});
  }
  if (last && *last < *first) return std::optional<ByteRange>{};
  if (*first >= size) return errors::invalid_range(header, size);
  const auto end = last ? std::min(*last, size - 1) : size - 1;
  return std::optional(ByteRange{*first, end - *first + 1});
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
  return fmt::format("bytes {}-{}/{}", range.first, range.first + range.length - 1, size);
}

}  // namespace penstock::s3
