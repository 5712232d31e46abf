#include "services/s3/list_token.h"

#include <cstring>

#include "base/base64.h"
#include "base/crc32c.h"

namespace penstock::s3 {
namespace {

constexpr char version = 1;
constexpr std::size_t sum_bytes = 4;
constexpr std::size_t head_bytes = 2;  // version, kind

std::string sum_of(std::string_view bytes) {
  auto sum = crc32c(0, bytes);
  std::string text(sum_bytes, '\0');
  for (auto& byte : text) {
    byte = static_cast<char>(sum & 0xff);
    sum >>= 8;
  }
  return text;
}

}  // namespace

std::string to_token(const ListPosition& position) {
  std::string bytes{version, static_cast<char>(position.after)};
  bytes += position.text;
  bytes += sum_of(bytes);
  return to_base64(bytes);
}

std::optional<ListPosition> from_token(std::string_view token) {
  std::string bytes;
  if (!from_base64(token, bytes) || bytes.size() < head_bytes + sum_bytes) return std::nullopt;
  const auto signed_part = std::string_view(bytes).substr(0, bytes.size() - sum_bytes);
  if (std::string_view(bytes).substr(signed_part.size()) != sum_of(signed_part)) return std::nullopt;
  const auto after = static_cast<ListPosition::After>(signed_part[1]);
  if (signed_part[0] != version || after > ListPosition::After::prefix) return std::nullopt;
  return ListPosition{after, std::string(signed_part.substr(head_bytes))};
}

}  // namespace penstock::s3
