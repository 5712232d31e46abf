#include "base/base64.h"
#include "services/s3/etag.h"
#include "services/s3/limits.h"
#include "services/s3/object_answer.h"
#include "services/s3/object_description.h"
#include "services/s3/object_digests.h"
#include "services/s3/object_key.h"
#include "services/s3/object_tags.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

constexpr std::size_t md5_bytes = 16;

Result<std::optional<std::string>> claimed_md5(const PutObjectInput& in) {
  if (!in.content_md5) return std::optional<std::string>{};
  std::string digest;
  if (!from_base64(*in.content_md5, digest) || digest.size() != md5_bytes) {
    return errors::invalid_digest(*in.content_md5);
  }
  return std::optional(std::move(digest));
}

// The one checksum header of the request, if there is one.
Result<std::optional<ObjectChecksum>> claimed_checksum(const PutObjectInput& in) {
  if (in.checksum_sha512 || in.checksum_md5 || in.checksum_xxhash64 || in.checksum_xxhash3 || in.checksum_xxhash128) {
    return errors::not_implemented("x-amz-checksum-*",
                                   "Only CRC32, CRC32C, CRC64NVME, SHA1 and SHA256 are implemented");
  }
  std::optional<ObjectChecksum> claimed;
  const std::pair<ChecksumAlgorithm, const std::optional<std::string>&> headers[] = {
      {ChecksumAlgorithm::crc32, in.checksum_crc32},
      {ChecksumAlgorithm::crc32c, in.checksum_crc32_c},
      {ChecksumAlgorithm::crc64nvme, in.checksum_crc64_nvme},
      {ChecksumAlgorithm::sha1, in.checksum_sha1},
      {ChecksumAlgorithm::sha256, in.checksum_sha256}};
  for (const auto& [algorithm, header] : headers) {
    if (!header) continue;
    if (claimed) {
      return errors::invalid_request(
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    if (!is_checksum_text(algorithm, *header)) {
      return errors::invalid_request("Value for " + std::string(header_of(algorithm)) + " header is invalid.");
    }
    claimed = ObjectChecksum{algorithm, *header};
  }
  return claimed;
}

// The algorithm of the checksum that the body's trailer promises.
std::optional<ChecksumAlgorithm> announced_algorithm(const BodyTrailers* trailers) {
  if (!trailers) return std::nullopt;
  for (const auto& name : trailers->announced) {
    if (const auto algorithm = checksum_algorithm_of_header(name)) return algorithm;
  }
  return std::nullopt;
}

// What the client says the bytes are, and which checksum they get: its own, or S3's default.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
Result<ClaimedDigests> claimed_digests(const PutObjectInput& in) {
  ClaimedDigests claimed;
  auto md5 = claimed_md5(in);
  if (!md5) return std::move(md5.error());
  claimed.md5 = std::move(*md5);
  auto header = claimed_checksum(in);
  if (!header) return std::move(header.error());
  const auto* trailers = in.body.source ? in.body.source->trailers() : nullptr;
  const auto announced = announced_algorithm(trailers);
  if (*header && announced) {
    return errors::invalid_request(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  if (*header) {
    claimed.algorithm = (*header)->algorithm;
    claimed.checksum = std::move((*header)->base64);
  } else if (announced) {
    claimed.algorithm = *announced;
    claimed.trailers = trailers;
  }
  if (!in.checksum_algorithm) return claimed;
  const auto named = checksum_algorithm_named(*in.checksum_algorithm);
  if (!named) return errors::invalid_request("Value for x-amz-sdk-checksum-algorithm header is invalid.");
  if (!*header && !announced) {
    return errors::invalid_request(
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were "
        "found.");
  }
  if (*named != claimed.algorithm) {
    return errors::invalid_request("Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
  return claimed;
}

Status check_length(const PutObjectInput& in) {
  const auto length = in.body.length;
  if (length && *length > limits::object_bytes_max) return errors::entity_too_large(*length);
  return ok();
}

}  // namespace

Task<Result<PutObjectOutput>> S3Service::put_object(Caller caller, PutObjectInput in) {
  co_await check_object_key(in.key);
  co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  const WriteConditions conditions{in.if_match, in.if_none_match};
  co_await check_form(conditions);
  co_await check_length(in);
  auto settings = co_await settings_in(in);
  auto tags = co_await parse_tags(in.tagging.value_or(""));
  ObjectMetadata object{.description = co_await description_in(in),
                        .storage_class = std::move(settings.storage_class),
                        .website_redirect = std::move(settings.website_redirect),
                        .tags = std::move(tags)};

  ObjectDigests digests(co_await claimed_digests(in));
  auto blob = co_await blobs_.write(in.body, digests);
  object.size = digests.size();
  object.last_modified = now();
  object.etag = digests.etag();
  object.checksum = digests.checksum();
  object.file = blob.file;
  object.inline_bytes = std::move(blob.inline_bytes);
  co_await commit_object({in.bucket, in.key, std::move(object), conditions});

  PutObjectOutput out{.e_tag = quoted(digests.etag())};
  set_checksum(out, digests.checksum());
  co_return out;
}

}  // namespace penstock::s3
