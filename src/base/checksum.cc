#include "base/checksum.h"

#include <libdeflate.h>

#include <utility>

#include "base/base64.h"
#include "base/crc32c.h"
#include "base/crc64nvme.h"

namespace penstock {
namespace {

struct Description {
  std::string_view name;
  std::string_view header;
  std::size_t size;
};

constexpr Description descriptions[] = {
    {"CRC32", "x-amz-checksum-crc32", 4},         {"CRC32C", "x-amz-checksum-crc32c", 4},
    {"CRC64NVME", "x-amz-checksum-crc64nvme", 8}, {"SHA1", "x-amz-checksum-sha1", 20},
    {"SHA256", "x-amz-checksum-sha256", 32},
};

const Description& describe(ChecksumAlgorithm algorithm) { return descriptions[std::to_underlying(algorithm) - 1]; }

bool same_but_case(std::string_view a, std::string_view upper) {
  if (a.size() != upper.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char c = a[i] >= 'a' && a[i] <= 'z' ? static_cast<char>(a[i] - 'a' + 'A') : a[i];
    if (c != upper[i]) return false;
  }
  return true;
}

// libdeflate takes a null pointer for a new beginning.
std::uint32_t crc32(std::uint32_t crc, std::string_view bytes) {
  return bytes.empty() ? crc : libdeflate_crc32(crc, bytes.data(), bytes.size());
}

// Most significant byte first.
template <class Number>
std::string base64_of(Number number) {
  std::string bytes(sizeof(Number), '\0');
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, number >>= 8) *byte = static_cast<char>(number & 0xff);
  return to_base64(bytes);
}

}  // namespace

std::string_view name_of(ChecksumAlgorithm algorithm) { return describe(algorithm).name; }
std::string_view header_of(ChecksumAlgorithm algorithm) { return describe(algorithm).header; }
std::size_t size_of(ChecksumAlgorithm algorithm) { return describe(algorithm).size; }

std::optional<ChecksumAlgorithm> checksum_algorithm_named(std::string_view name) {
  for (const auto algorithm : checksum_algorithms) {
    if (same_but_case(name, name_of(algorithm))) return algorithm;
  }
  return std::nullopt;
}

std::optional<ChecksumAlgorithm> checksum_algorithm_of_header(std::string_view name) {
  for (const auto algorithm : checksum_algorithms) {
    if (name == header_of(algorithm)) return algorithm;
  }
  return std::nullopt;
}

std::uint32_t crc32_of(std::string_view bytes) { return crc32(0, bytes); }

bool is_checksum_text(ChecksumAlgorithm algorithm, std::string_view base64) {
  std::string bytes;
  return base64.size() == base64_size(size_of(algorithm)) && from_base64(base64, bytes) &&
         bytes.size() == size_of(algorithm);
}

ChecksumStream::ChecksumStream(ChecksumAlgorithm algorithm) : algorithm_(algorithm) {
  switch (algorithm) {
    case ChecksumAlgorithm::crc32:
    case ChecksumAlgorithm::crc32c:
      state_.emplace<std::uint32_t>(0u);
      break;
    case ChecksumAlgorithm::crc64nvme:
      state_.emplace<std::uint64_t>(0u);
      break;
    case ChecksumAlgorithm::sha1:
      state_.emplace<Sha1Stream>();
      break;
    case ChecksumAlgorithm::sha256:
      state_.emplace<Sha256Stream>();
      break;
  }
}

void ChecksumStream::update(std::string_view bytes) {
  if (auto* crc = std::get_if<std::uint32_t>(&state_)) {
    *crc = algorithm_ == ChecksumAlgorithm::crc32c ? crc32c(*crc, bytes) : crc32(*crc, bytes);
  } else if (auto* crc64 = std::get_if<std::uint64_t>(&state_)) {
    *crc64 = crc64nvme(*crc64, bytes);
  } else if (auto* sha1 = std::get_if<Sha1Stream>(&state_)) {
    sha1->update(bytes);
  } else {
    std::get<Sha256Stream>(state_).update(bytes);
  }
}

std::string ChecksumStream::finish() {
  if (const auto* crc = std::get_if<std::uint32_t>(&state_)) return base64_of(*crc);
  if (const auto* crc64 = std::get_if<std::uint64_t>(&state_)) return base64_of(*crc64);
  if (auto* sha1 = std::get_if<Sha1Stream>(&state_)) return to_base64(bytes_of(sha1->finish()));
  return to_base64(bytes_of(std::get<Sha256Stream>(state_).finish()));
}

}  // namespace penstock
