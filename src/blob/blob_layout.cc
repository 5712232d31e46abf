#include "blob/blob_layout.h"

#include <fmt/format.h>

#include <charconv>

namespace penstock::blob_layout {
namespace {
constexpr std::size_t directory_digits = 9;
constexpr std::size_t file_digits = 3;

// Lower-case hexadecimal of exactly that many digits; nothing for other names.
std::optional<std::uint64_t> number_in(std::string_view name, std::size_t digits) {
  if (name.size() != digits) return std::nullopt;
  for (const char c : name) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
  }
  std::uint64_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number, 16);
  return number;
}

}  // namespace

std::string directory_name(std::uint64_t directory) { return fmt::format("{:09x}", directory); }

std::string file_name(BlobId id) {
  return fmt::format("{:09x}/{:03x}", directory_of(id), number_of(id) & ((1u << file_bits) - 1));
}

std::optional<std::uint64_t> directory_number(std::string_view name) { return number_in(name, directory_digits); }

std::optional<BlobId> blob_of(std::uint64_t directory, std::string_view file) {
  const auto number = number_in(file, file_digits);
  if (!number) return std::nullopt;
  return static_cast<BlobId>(number_of(first_of(directory)) + *number);
}

}  // namespace penstock::blob_layout
