// A Range header over an object: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, RFC 9110 14.1.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::s3 {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
  bool operator==(const ByteRange&) const = default;
};

// The part of an object of `size` bytes that "bytes=0-9", "bytes=5-" or "bytes=-5" asks for. Nothing for headers that
// S3 ignores: another unit, several ranges, or a malformed one; the whole object is the answer then. Error: 416
// InvalidRange when the object has none of it.
Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size);

// "bytes 0-9/100"
std::string content_range(const ByteRange& range, std::uint64_t size);

}  // namespace penstock::s3
