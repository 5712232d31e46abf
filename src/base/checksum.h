// The checksums that AWS SDKs send with a body, by the names that AWS gives them
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/hash.h"

namespace penstock {

// The numbers are stored: never changed.
enum class ChecksumAlgorithm : std::uint8_t { crc32 = 1, crc32c = 2, crc64nvme = 3, sha1 = 4, sha256 = 5 };

inline constexpr std::array checksum_algorithms = {ChecksumAlgorithm::crc32, ChecksumAlgorithm::crc32c,
                                                   ChecksumAlgorithm::crc64nvme, ChecksumAlgorithm::sha1,
                                                   ChecksumAlgorithm::sha256};

// "CRC32", as in x-amz-sdk-checksum-algorithm.
std::string_view name_of(ChecksumAlgorithm algorithm);
// "x-amz-checksum-crc32".
std::string_view header_of(ChecksumAlgorithm algorithm);
std::size_t size_of(ChecksumAlgorithm algorithm);  // bytes of a checksum

std::optional<ChecksumAlgorithm> checksum_algorithm_named(std::string_view name);      // any case
std::optional<ChecksumAlgorithm> checksum_algorithm_of_header(std::string_view name);  // lower case

// True for base64 of as many bytes as the algorithm's checksums have.
bool is_checksum_text(ChecksumAlgorithm algorithm, std::string_view base64);

// CRC-32 of bytes that are all there.
std::uint32_t crc32_of(std::string_view bytes);

// A checksum over pieces that come one by one. One thread at a time.
class ChecksumStream {
 public:
  explicit ChecksumStream(ChecksumAlgorithm algorithm);
  ChecksumAlgorithm algorithm() const { return algorithm_; }
  void update(std::string_view bytes);
  // Base64, as AWS writes it. Called once.
  std::string finish();

 private:
  ChecksumAlgorithm algorithm_;
  std::variant<std::uint32_t, std::uint64_t, Sha1Stream, Sha256Stream> state_;
};

}  // namespace penstock
