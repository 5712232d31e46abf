// S3's error answers with the elements that its clients read:
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. The texts are those that S3 sends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/api_error.h"

namespace penstock::s3::errors {

ApiError access_denied();
ApiError bad_digest_md5(std::string_view expected_hex, std::string_view calculated_base64);
ApiError bad_digest(std::string_view algorithm);
ApiError bucket_exists_elsewhere(std::string_view bucket);
ApiError bucket_exists_here(std::string_view bucket);
ApiError bucket_not_empty(std::string_view bucket);
ApiError entity_too_large(std::uint64_t bytes);
ApiError illegal_location_constraint(std::string_view constraint);  // empty: none was given
ApiError incomplete_body();
ApiError invalid_argument(std::string message, std::string_view name, std::string_view value);
ApiError invalid_bucket_name(std::string_view bucket);
ApiError invalid_continuation_token();
ApiError invalid_digest(std::string_view content_md5);
ApiError invalid_location_constraint(std::string_view constraint);
ApiError invalid_range(std::string_view range, std::uint64_t object_bytes);
ApiError invalid_request(std::string message);
ApiError invalid_storage_class(std::string_view storage_class);
ApiError invalid_tag(std::string message);
ApiError invalid_uri(std::string_view uri);
ApiError key_too_long(std::size_t bytes);
ApiError malformed_policy(std::string message);
ApiError malformed_xml();
ApiError metadata_too_large(std::size_t bytes);
ApiError missing_bucket(std::string_view bucket);
ApiError method_not_allowed(std::string_view method, std::string_view resource_type);
ApiError missing_bucket_policy(std::string_view bucket);
ApiError missing_key(std::string_view key);
ApiError missing_public_access_block(std::string_view bucket);
ApiError missing_version(std::string_view key, std::string_view version_id);
ApiError not_implemented(std::string_view header, std::string what);
ApiError not_modified(std::string_view etag);
ApiError precondition_failed(std::string_view condition);
ApiError public_policy_blocked(std::string_view caller_arn, std::string_view bucket);
ApiError slow_down();

}  // namespace penstock::s3::errors
