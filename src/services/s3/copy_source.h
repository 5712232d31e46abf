// The x-amz-copy-source header: "bucket/key" or "/bucket/key", percent-encoded, maybe with "?versionId=…".
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::s3 {

struct CopySource {
  std::string bucket;
  std::string key;
  std::optional<std::string> version_id;
  bool operator==(const CopySource&) const = default;
};

// Error: 400 InvalidArgument.
Result<CopySource> parse_copy_source(std::string_view header);

}  // namespace penstock::s3
