// Every error of authentication, worded as AWS's three families of services word it.
// Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html,
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
#pragma once

#include <string>
#include <string_view>

#include "base/api_error.h"
#include "base/time.h"
#include "identity/keys.h"
#include "identity/presented.h"

namespace penstock {

// json: "UnrecognizedClientException", 400; query: "InvalidClientTokenId", 403; s3: "InvalidAccessKeyId", 403.
enum class Dialect : std::uint8_t { json, query, s3 };

// Whether an operation takes requests that nobody has signed; who may do what is decided later.
enum class Unsigned : std::uint8_t { refused, taken };

// Where a request arrived: whose endpoint it is and how that one words errors.
struct Endpoint {
  Dialect dialect = Dialect::json;
  std::string_view service;  // signing name: "kinesis"
  Unsigned unsigned_requests = Unsigned::refused;
};

namespace auth_error {

// Nothing was presented.
ApiError missing(Dialect dialect);
// Both an Authorization header and a presigned URL.
ApiError presented_twice(Dialect dialect);
// Not all that a signature needs is there.
ApiError incomplete(Dialect dialect, const Presented& presented);
ApiError bad_time(Dialect dialect, const Presented& presented);
ApiError bad_credential(Dialect dialect, const Presented& presented);
// The scope names another service, no region, another day or another terminator.
ApiError bad_scope(const Endpoint& endpoint, const Credential& credential, const Presented& presented);
// Version 4A: the set of regions is missing, malformed, or names none that the request could be for.
ApiError bad_region_set(Dialect dialect, const Presented& presented);
// S3: what was asked for lies in a region that the signature is not for. Tells the right one, which clients follow.
ApiError wrong_region(Place place, std::string_view signed_regions, std::string_view region);
ApiError header_not_signed(Dialect dialect, std::string_view name);
ApiError too_early(Dialect dialect, TimePoint signed_at, TimePoint now);
ApiError too_late(Dialect dialect, TimePoint signed_at, TimePoint now);
// A presigned URL of S3 after its X-Amz-Expires.
ApiError expired_url(TimePoint signed_at, std::chrono::seconds lifetime, TimePoint now);
ApiError bad_lifetime(std::string_view expires);
ApiError unusable_key(Dialect dialect, KeyFault fault, std::string_view access_key_id, std::string_view session_token);
ApiError wrong_signature(Dialect dialect, std::string_view access_key_id, std::string_view signature,
                         std::string_view string_to_sign, std::string_view canonical_request);
// Who asks is known, and may not.
ApiError access_denied(Dialect dialect, std::string message);
// S3: signed in the way before Version 4, which regions made after 2013 do not take either.
ApiError version_2();
// S3's x-amz-content-sha256.
ApiError missing_payload_hash();
ApiError bad_payload_hash(std::string_view value);
ApiError payload_hash_mismatch(std::string_view declared, std::string_view computed);

}  // namespace auth_error

// How far a request's time may be from ours: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
inline constexpr std::chrono::minutes clock_skew_max{15};

}  // namespace penstock
