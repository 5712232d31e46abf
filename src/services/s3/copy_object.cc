#include "services/s3/copy_source.h"
#include "services/s3/limits.h"
#include "services/s3/object_answer.h"
#include "services/s3/object_description.h"
#include "services/s3/object_digests.h"
#include "services/s3/object_key.h"
#include "services/s3/object_tags.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

enum class Directive : std::uint8_t { copy, replace };

Result<Directive> directive_in(const std::optional<std::string>& text, std::string_view what, std::string_view header) {
  if (!text || *text == "COPY") return Directive::copy;
  if (*text == "REPLACE") return Directive::replace;
  return errors::invalid_argument("Unknown " + std::string(what) + " directive.", header, *text);
}

struct CopyPlan {
  CopySource source;
  Directive metadata = Directive::copy;
  Directive tagging = Directive::copy;
  ObjectDescription description;
  ObjectSettings settings;
  std::vector<ObjectTag> tags;
  std::optional<ChecksumAlgorithm> algorithm;  // absent: the source's
};

Result<CopyPlan> plan_copy(const CopyObjectInput& in) {
  CopyPlan plan;
  auto source = parse_copy_source(in.copy_source);
  if (!source) return std::move(source.error());
  plan.source = std::move(*source);
  if (auto known = check_version(plan.source.version_id); !known) return std::move(known.error());
  const auto metadata = directive_in(in.metadata_directive, "metadata", "x-amz-metadata-directive");
  if (!metadata) return metadata.error();
  plan.metadata = *metadata;
  const auto tagging = directive_in(in.tagging_directive, "tagging", "x-amz-tagging-directive");
  if (!tagging) return tagging.error();
  plan.tagging = *tagging;
  auto description = description_in(in);
  if (!description) return std::move(description.error());
  plan.description = std::move(*description);
  auto settings = settings_in(in);
  if (!settings) return std::move(settings.error());
  plan.settings = std::move(*settings);
  auto tags = parse_tags(in.tagging.value_or(""));
  if (!tags) return std::move(tags.error());
  plan.tags = std::move(*tags);
  if (in.checksum_algorithm) {
    plan.algorithm = checksum_algorithm_named(*in.checksum_algorithm);
    if (!plan.algorithm) {
      return errors::invalid_request(
          "Checksum algorithm provided is unsupported. Please try again with any of the "
          "valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
    }
  }
  return plan;
}

// A copy of an object onto itself has to change something.
Status check_self_copy(const CopyObjectInput& in, const CopyPlan& plan) {
  const bool same = plan.source.bucket == in.bucket && plan.source.key == in.key;
  const bool changes = plan.metadata == Directive::replace || in.storage_class || in.website_redirect_location ||
                       in.server_side_encryption || in.checksum_algorithm;
  if (!same || changes) return ok();
  return errors::invalid_request(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
      "metadata, storage class, website redirect location or encryption attributes.");
}

// A CopyObjectInput's conditions on the source; the whole of it is copied.
Result<std::optional<ByteRange>> check_source(const void* request, const ObjectMetadata& source) {
  const auto& in = *static_cast<const CopyObjectInput*>(request);
  if (source.size > limits::object_bytes_max) {
    return errors::invalid_request(
        "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120");
  }
  const ReadConditions conditions{in.copy_source_if_match, in.copy_source_if_none_match,
                                  in.copy_source_if_modified_since, in.copy_source_if_unmodified_since};
  if (auto held = check_copy_source(conditions, source); !held) return std::move(held.error());
  return std::optional<ByteRange>{};
}

// The source's bytes have to be what they were when they came.
Status check_bytes(const ObjectDigests& digests, const ObjectMetadata& source) {
  if (digests.etag() == source.etag && digests.size() == source.size) return ok();
  return error::internal("The source object's bytes are damaged. Run `penstock doctor`.");
}

}  // namespace

Task<Result<CopyObjectOutput>> S3Service::copy_object(Caller caller, CopyObjectInput in) {
  co_await check_object_key(in.key);
  ignore_future(in.copy_source_if_modified_since, clock_.now());
  co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  auto plan = co_await plan_copy(in);
  const WriteConditions conditions{in.if_match, in.if_none_match};
  co_await check_form(conditions);
  co_await existing_bucket(plan.source.bucket, in.expected_source_bucket_owner);
  co_await check_self_copy(in, plan);
  auto opened = co_await as_result(open_object(plan.source.bucket, plan.source.key, &check_source, &in));
  if (!opened) {
    if (opened.error().code == "NoSuchKey") {
      co_await may_know_of_missing(caller, plan.source.bucket, plan.source.key);
    }
    co_return std::move(opened.error());
  }
  auto& source = *opened;

  ObjectDigests digests({.algorithm = plan.algorithm.value_or(source.metadata.checksum.algorithm)});
  auto blob = co_await blobs_.write(source.body, digests);
  ObjectMetadata object{
      .size = digests.size(),
      .last_modified = now(),
      .etag = digests.etag(),
      .checksum = digests.checksum(),
      .description = plan.metadata == Directive::copy ? source.metadata.description : std::move(plan.description),
      .storage_class = std::move(plan.settings.storage_class),
      .website_redirect = std::move(plan.settings.website_redirect),
      .tags = plan.tagging == Directive::copy ? source.metadata.tags : std::move(plan.tags),
      .file = blob.file,
      .inline_bytes = std::move(blob.inline_bytes)};
  if (auto whole = check_bytes(digests, source.metadata); !whole) {
    co_await free_file(object.file);
    co_return std::move(whole.error());
  }
  CopyObjectResult result{.e_tag = quoted(object.etag), .last_modified = object.last_modified};
  set_checksum(result, object.checksum);
  result.checksum_type.reset();  // S3 leaves it out here
  co_await commit_object({in.bucket, in.key, std::move(object), conditions});
  co_return CopyObjectOutput{.copy_object_result = std::move(result)};
}

}  // namespace penstock::s3
