// What S3 computes and checks while an object's bytes pass: MD5 for the ETag, one checksum, the size.
#pragma once

#include <optional>
#include <string>

#include "base/checksum.h"
#include "base/hash.h"
#include "blob/blob_store.h"
#include "services/s3/object_metadata.h"

namespace penstock::s3 {

// What a client claims about the bytes.
struct ClaimedDigests {
  std::optional<std::string> md5;  // 16 bytes
  ChecksumAlgorithm algorithm = ChecksumAlgorithm::crc64nvme;
  std::optional<std::string> checksum;     // base64, from a header
  const BodyTrailers* trailers = nullptr;  // the checksum comes behind the bytes; outlives the digests
};

class ObjectDigests final : public BlobInspector {
 public:
  explicit ObjectDigests(ClaimedDigests claimed) : claimed_(std::move(claimed)), checksum_(claimed_.algorithm) {}

  // Error: EntityTooLarge.
  Status take(std::string_view bytes) override;
  // Errors: BadDigest; InvalidRequest for a trailer that is no checksum.
  Status finish() override;

  // After finish().
  std::uint64_t size() const { return size_; }
  const std::string& etag() const { return etag_; }
  const ObjectChecksum& checksum() const { return computed_; }

 private:
  ClaimedDigests claimed_;
  Md5Stream md5_;
  ChecksumStream checksum_;
  std::uint64_t size_ = 0;
  std::string etag_;
  ObjectChecksum computed_;
};

}  // namespace penstock::s3
