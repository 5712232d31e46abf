// What GetObject and HeadObject have in common: the request's checks, and the answer's headers.
#pragma once

#include <optional>
#include <string>

#include "services/s3/byte_range.h"
#include "services/s3/conditions.h"
#include "services/s3/etag.h"
#include "services/s3/object_metadata.h"
#include "services/s3/s3_error.h"
#include "wire/timestamp.h"

namespace penstock::s3 {

// Objects have one version, "null". Error: InvalidArgument for any other.
Status check_version(const std::optional<std::string>& version_id);

// No bucket locks objects. Error: InvalidArgument for a request that wants to pass over a lock.
Status check_bypass(const std::optional<bool>& bypass_governance_retention);

// The part that Range or partNumber asks for. Errors: InvalidRange, InvalidPartNumber, InvalidRequest.
Result<std::optional<ByteRange>> wanted_part(const std::optional<std::string>& range,
                                             const std::optional<std::int32_t>& part_number, std::uint64_t size);

// Puts the checksum into the member of its algorithm.
template <class Output>
void set_checksum(Output& out, const ObjectChecksum& checksum) {
  switch (checksum.algorithm) {
    case ChecksumAlgorithm::crc32:
      out.checksum_crc32 = checksum.base64;
      break;
    case ChecksumAlgorithm::crc32c:
      out.checksum_crc32_c = checksum.base64;
      break;
    case ChecksumAlgorithm::crc64nvme:
      out.checksum_crc64_nvme = checksum.base64;
      break;
    case ChecksumAlgorithm::sha1:
      out.checksum_sha1 = checksum.base64;
      break;
    case ChecksumAlgorithm::sha256:
      out.checksum_sha256 = checksum.base64;
      break;
  }
  out.checksum_type = "FULL_OBJECT";
}

// A GetObjectInput or HeadObjectInput: checks the conditions, then names the part.
template <class Input>
Result<std::optional<ByteRange>> checked_part(const void* request, const ObjectMetadata& object) {
  const auto& in = *static_cast<const Input*>(request);
  const ReadConditions conditions{in.if_match, in.if_none_match, in.if_modified_since, in.if_unmodified_since};
  if (auto held = check_read(conditions, object); !held) return std::move(held.error());
  return wanted_part(in.range, in.part_number, object.size);
}

// A GetObjectOutput or HeadObjectOutput, apart from the body.
template <class Output, class Input>
Output describe(const Input& in, const ObjectMetadata& object, const std::optional<ByteRange>& range) {
  Output out;
  const auto& said = object.description;
  out.accept_ranges = "bytes";
  out.last_modified = object.last_modified;
  out.content_length = static_cast<std::int64_t>(range ? range->length : object.size);
  if (range) out.content_range = content_range(*range, object.size);
  out.e_tag = quoted(object.etag);
  out.content_type = said.content_type.value_or("binary/octet-stream");
  out.cache_control = said.cache_control;
  out.content_disposition = said.content_disposition;
  out.content_encoding = said.content_encoding;
  out.content_language = said.content_language;
  out.expires = said.expires;
  if (!said.user_metadata.empty()) out.metadata = said.user_metadata;
  out.website_redirect_location = object.website_redirect;
  if (object.storage_class != "STANDARD") out.storage_class = object.storage_class;
  if (!object.tags.empty()) out.tag_count = static_cast<std::int32_t>(object.tags.size());
  // A checksum is of the whole object: a part has none.
  if (in.checksum_mode == "ENABLED" && (!range || range->length == object.size)) set_checksum(out, object.checksum);

  if (in.response_cache_control) out.cache_control = in.response_cache_control;
  if (in.response_content_disposition) out.content_disposition = in.response_content_disposition;
  if (in.response_content_encoding) out.content_encoding = in.response_content_encoding;
  if (in.response_content_language) out.content_language = in.response_content_language;
  if (in.response_content_type) out.content_type = in.response_content_type;
  if (in.response_expires) out.expires = timestamp_text(*in.response_expires, TimestampFormat::rfc822);
  return out;
}

}  // namespace penstock::s3
