// What is kept about an object, and the bytes of a small one. docs/formats/blob.md has the encoding.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/checksum.h"
#include "base/result.h"
#include "base/time.h"
#include "blob/blob_layout.h"

namespace penstock::s3 {

struct ObjectChecksum {
  ChecksumAlgorithm algorithm = ChecksumAlgorithm::crc64nvme;
  std::string base64;
  bool operator==(const ObjectChecksum&) const = default;
};

struct ObjectTag {
  std::string key;
  std::string value;
  bool operator==(const ObjectTag&) const = default;
};

// What a client says about an object, beside its bytes.
struct ObjectDescription {
  std::optional<std::string> content_type;
  std::optional<std::string> cache_control;
  std::optional<std::string> content_disposition;
  std::optional<std::string> content_encoding;
  std::optional<std::string> content_language;
  std::optional<std::string> expires;  // as it was sent
  std::map<std::string, std::string> user_metadata;
  bool operator==(const ObjectDescription&) const = default;
};

struct ObjectMetadata {
  std::uint64_t size = 0;
  TimePoint last_modified;  // whole seconds, as HTTP has them
  std::string etag;         // without quotes: MD5 in hexadecimal
  ObjectChecksum checksum;
  ObjectDescription description;
  std::string storage_class;  // never empty
  std::optional<std::string> website_redirect;
  std::vector<ObjectTag> tags;
  std::optional<BlobId> file;  // absent: the bytes are here
  std::string inline_bytes;
  bool operator==(const ObjectMetadata&) const = default;
};

std::string encode_object(const ObjectMetadata& object);
// Error: 500 InternalFailure when the record is not one of ours.
Result<ObjectMetadata> decode_object(std::string_view bytes);

}  // namespace penstock::s3
