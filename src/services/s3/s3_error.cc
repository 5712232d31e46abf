#include "services/s3/s3_error.h"

#include <fmt/format.h>

#include "services/s3/limits.h"

namespace penstock::s3::errors {

ApiError access_denied() { return {403, "AccessDenied", "Access Denied"}; }

ApiError bad_digest_md5(std::string_view expected_hex, std::string_view calculated_base64) {
  return {400,
          "BadDigest",
          "The Content-MD5 you specified did not match what we received.",
          {{"ExpectedDigest", std::string(expected_hex)}, {"CalculatedDigest", std::string(calculated_base64)}}};
}

ApiError bad_digest(std::string_view algorithm) {
  return {400, "BadDigest", fmt::format("The {} you specified did not match the calculated checksum.", algorithm)};
}

ApiError bucket_exists_elsewhere(std::string_view bucket) {
  return {
      409,
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please "
      "select a different name and try again.",
      {{"BucketName", std::string(bucket)}}};
}

ApiError bucket_exists_here(std::string_view bucket) {
  return {409,
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          {{"BucketName", std::string(bucket)}}};
}

ApiError bucket_not_empty(std::string_view bucket) {
  return {409, "BucketNotEmpty", "The bucket you tried to delete is not empty", {{"BucketName", std::string(bucket)}}};
}

ApiError entity_too_large(std::uint64_t bytes) {
  return {400,
          "EntityTooLarge",
          "Your proposed upload exceeds the maximum allowed size",
          {{"ProposedSize", std::to_string(bytes)}, {"MaxSizeAllowed", std::to_string(limits::object_bytes_max)}}};
}

ApiError illegal_location_constraint(std::string_view constraint) {
  return {
      400, "IllegalLocationConstraintException",
      fmt::format("The {} location constraint is incompatible for the region specific endpoint this request was sent "
                  "to.",
                  constraint.empty() ? "unspecified" : constraint)};
}

ApiError incomplete_body() {
  return {400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header"};
}

ApiError invalid_argument(std::string message, std::string_view name, std::string_view value) {
  return {400,
          "InvalidArgument",
          std::move(message),
          {{"ArgumentName", std::string(name)}, {"ArgumentValue", std::string(value)}}};
}

ApiError invalid_bucket_name(std::string_view bucket) {
  return {400, "InvalidBucketName", "The specified bucket is not valid.", {{"BucketName", std::string(bucket)}}};
}

ApiError invalid_continuation_token() {
  return {
      400, "InvalidArgument", "The continuation token provided is incorrect", {{"ArgumentName", "continuation-token"}}};
}

ApiError invalid_digest(std::string_view content_md5) {
  return {
      400, "InvalidDigest", "The Content-MD5 you specified was invalid.", {{"Content-MD5", std::string(content_md5)}}};
}

ApiError invalid_location_constraint(std::string_view constraint) {
  return {400,
          "InvalidLocationConstraint",
          "The specified location-constraint is not valid",
          {{"LocationConstraint", std::string(constraint)}}};
}

ApiError invalid_range(std::string_view range, std::uint64_t object_bytes) {
  return {416,
          "InvalidRange",
          "The requested range is not satisfiable",
          {{"RangeRequested", std::string(range)}, {"ActualObjectSize", std::to_string(object_bytes)}}};
}

ApiError invalid_request(std::string message) { return {400, "InvalidRequest", std::move(message)}; }

ApiError invalid_storage_class(std::string_view storage_class) {
  return {400,
          "InvalidStorageClass",
          "The storage class you specified is not valid",
          {{"StorageClassRequested", std::string(storage_class)}}};
}

ApiError invalid_tag(std::string message) { return {400, "InvalidTag", std::move(message)}; }

ApiError invalid_uri(std::string_view uri) {
  return {400, "InvalidURI", "Couldn't parse the specified URI.", {{"URI", std::string(uri)}}};
}

ApiError key_too_long(std::size_t bytes) {
  return {400,
          "KeyTooLongError",
          "Your key is too long",
          {{"Size", std::to_string(bytes)}, {"MaxSizeAllowed", std::to_string(limits::key_bytes_max)}}};
}

ApiError malformed_xml() {
  return {400, "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema"};
}

ApiError metadata_too_large(std::size_t bytes) {
  return {400,
          "MetadataTooLarge",
          "Your metadata headers exceed the maximum allowed metadata size",
          {{"Size", std::to_string(bytes)}, {"MaxSizeAllowed", std::to_string(limits::user_metadata_bytes_max)}}};
}

ApiError missing_bucket(std::string_view bucket) {
  return {404, "NoSuchBucket", "The specified bucket does not exist", {{"BucketName", std::string(bucket)}}};
}

ApiError malformed_policy(std::string message) { return {400, "MalformedPolicy", std::move(message)}; }

ApiError method_not_allowed(std::string_view method, std::string_view resource_type) {
  return {405,
          "MethodNotAllowed",
          "The specified method is not allowed against this resource.",
          {{"Method", std::string(method)}, {"ResourceType", std::string(resource_type)}}};
}

ApiError missing_bucket_policy(std::string_view bucket) {
  return {404, "NoSuchBucketPolicy", "The bucket policy does not exist", {{"BucketName", std::string(bucket)}}};
}

ApiError missing_public_access_block(std::string_view bucket) {
  return {404,
          "NoSuchPublicAccessBlockConfiguration",
          "The public access block configuration was not found",
          {{"BucketName", std::string(bucket)}}};
}

ApiError public_policy_blocked(std::string_view caller_arn, std::string_view bucket) {
  return {403, "AccessDenied",
          fmt::format("User: {} is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::{}\" "
                      "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public "
                      "Access.",
                      caller_arn, bucket)};
}

ApiError missing_key(std::string_view key) {
  return {404, "NoSuchKey", "The specified key does not exist.", {{"Key", std::string(key)}}};
}

ApiError missing_version(std::string_view key, std::string_view version_id) {
  return {404,
          "NoSuchVersion",
          "The specified version does not exist.",
          {{"Key", std::string(key)}, {"VersionId", std::string(version_id)}}};
}

ApiError not_implemented(std::string_view header, std::string what) {
  return {501,
          "NotImplemented",
          "A header you provided implies functionality that is not implemented",
          {{"Header", std::string(header)}, {"additionalMessage", std::move(what)}}};
}

ApiError not_modified(std::string_view etag) {
  ApiError error{304, "NotModified", "Not Modified"};
  error.headers.emplace_back("ETag", etag);
  return error;
}

ApiError precondition_failed(std::string_view condition) {
  return {412,
          "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold",
          {{"Condition", std::string(condition)}}};
}

ApiError slow_down() { return {503, "SlowDown", "Please reduce your request rate."}; }

}  // namespace penstock::s3::errors
