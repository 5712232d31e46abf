#include "base/token_sealer.h"

#include "base/base64.h"
#include "base/hash.h"

namespace penstock {
namespace {

constexpr std::size_t seal_bytes = sizeof(Sha256Digest);
// AWS's iterators begin with these eight bytes, "AAAAAAAAAAE" in base64; the last byte serves as our format version.
constexpr std::string_view head("\0\0\0\0\0\0\0\1", 8);

}  // namespace

std::string TokenSealer::seal_as(char kind, std::string_view content) const {
  std::string bytes;
  bytes.reserve(head.size() + 1 + content.size() + seal_bytes);
  bytes.append(head).push_back(kind);
  bytes.append(content);
  const auto digest = hmac_sha256(key_, bytes);
  bytes.append(bytes_of(digest));
  return to_base64(bytes);
}

std::optional<std::string> TokenSealer::open_as(char kind, std::string_view token) const {
  std::string bytes;
  if (!from_base64(token, bytes) || bytes.size() < head.size() + 1 + seal_bytes) return std::nullopt;
  const auto sealed = std::string_view(bytes).substr(0, bytes.size() - seal_bytes);
  const auto digest = hmac_sha256(key_, sealed);
  if (!equal_in_constant_time(bytes_of(digest), std::string_view(bytes).substr(sealed.size()))) return std::nullopt;
  if (!sealed.starts_with(head) || sealed[head.size()] != kind) return std::nullopt;
  return std::string(sealed.substr(head.size() + 1));
}

}  // namespace penstock
