#include "identity/auth_error.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/ids.h"
#include "identity/sigv4a.h"

namespace penstock::auth_error {
namespace {

ApiError incomplete_signature(Dialect dialect, std::string message) {
  return {400, dialect == Dialect::json ? "IncompleteSignatureException" : "IncompleteSignature", std::move(message)};
}

ApiError invalid_signature(Dialect dialect, std::string message) {
  if (dialect == Dialect::json) return {400, "InvalidSignatureException", std::move(message)};
  return {403, "SignatureDoesNotMatch", std::move(message)};
}

ApiError s3_malformed(Place place, std::string_view what) {
  if (place == Place::query) {
    return {400, "AuthorizationQueryParametersError",
            fmt::format("Error parsing the X-Amz-Credential parameter; {}", what)};
  }
  return {400, "AuthorizationHeaderMalformed", fmt::format("The authorization header is malformed; {}", what)};
}

ApiError s3_argument(std::string message, std::string_view name, std::string_view value) {
  return {400,
          "InvalidArgument",
          std::move(message),
          {{"ArgumentName", std::string(name)}, {"ArgumentValue", std::string(value)}}};
}

// A header's text can hold a secret that was put in the wrong place; AWS answers its hash.
std::string hashed(std::string_view authorization) {
  return "(Hashed with SHA-256 and encoded with Base64) Authorization=" + to_base64(bytes_of(sha256(authorization)));
}

// "2015-08-30T12:36:00Z"
std::string iso(TimePoint time) {
  const auto basic = sigv4::format_time(time);
  return fmt::format("{}-{}-{}T{}:{}:{}Z", basic.substr(0, 4), basic.substr(4, 2), basic.substr(6, 2),
                     basic.substr(9, 2), basic.substr(11, 2), basic.substr(13, 2));
}

std::string spaced_hex(std::string_view text) {
  std::string result;
  for (const char c : text) fmt::format_to(std::back_inserter(result), "{:02x} ", static_cast<unsigned char>(c));
  if (!result.empty()) result.pop_back();
  return result;
}

ApiError s3_incomplete(const Presented& presented) {
  const bool is_unknown = presented.algorithm != sigv4::algorithm && presented.algorithm != sigv4a::algorithm;
  if (presented.place == Place::query) {
    if (is_unknown && !presented.algorithm.empty()) {
      return {400, "AuthorizationQueryParametersError",
              "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""};
    }
    return {400, "AuthorizationQueryParametersError",
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
            "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."};
  }
  if (presented.algorithm == "AWS") return version_2();
  if (is_unknown) {
    return s3_argument("Unsupported Authorization Type", "Authorization", presented.header);
  }
  if (presented.credential.empty() && presented.signature.empty() && presented.signed_headers.empty()) {
    return s3_malformed(presented.place,
                        "the authorization header requires three components: Credential, SignedHeaders, and "
                        "Signature.");
  }
  if (presented.credential.empty()) return s3_malformed(presented.place, "missing Credential.");
  if (presented.signed_headers.empty()) return s3_malformed(presented.place, "missing SignedHeaders.");
  if (presented.signature.empty()) return s3_malformed(presented.place, "missing Signature.");
  return {403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"};
}

ApiError skewed(TimePoint signed_at, TimePoint now) {
  return {403,
          "RequestTimeTooSkewed",
          "The difference between the request time and the current time is too large.",
          {{"RequestTime", sigv4::format_time(signed_at)},
           {"ServerTime", iso(now)},
           {"MaxAllowedSkewMilliseconds", std::to_string(std::chrono::duration_cast<Millis>(clock_skew_max).count())}}};
}

}  // namespace

ApiError missing(Dialect dialect) {
  if (dialect == Dialect::s3) return {403, "AccessDenied", "Access Denied"};
  if (dialect == Dialect::query) {
    return {403, "MissingAuthenticationToken", "Request is missing Authentication Token"};
  }
  return {400, "MissingAuthenticationTokenException", "Missing Authentication Token"};
}

ApiError presented_twice(Dialect dialect) {
  if (dialect == Dialect::s3) {
    return s3_argument(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter "
        "or "
        "the Authorization header should be specified",
        "Authorization", "");
  }
  return invalid_signature(dialect,
                           "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
}

ApiError incomplete(Dialect dialect, const Presented& presented) {
  if (dialect == Dialect::s3) return s3_incomplete(presented);
  std::string message;
  if (presented.place == Place::query) {
    const auto require = [&](std::string_view name, std::string_view value) {
      if (value.empty()) message += fmt::format("AWS query-string parameters must include '{}'. ", name);
    };
    require("X-Amz-Algorithm", presented.algorithm);
    require("X-Amz-Credential", presented.credential);
    require("X-Amz-Signature", presented.signature);
    require("X-Amz-SignedHeaders", presented.signed_headers);
    require("X-Amz-Date", presented.time);
    if (!message.empty()) return incomplete_signature(dialect, message + "Re-examine the query-string parameters.");
  } else {
    const auto require = [&](std::string_view name, std::string_view value) {
      if (value.empty()) message += fmt::format("Authorization header requires '{}' parameter. ", name);
    };
    require("Credential", presented.credential);
    require("Signature", presented.signature);
    require("SignedHeaders", presented.signed_headers);
    if (presented.time.empty()) {
      message += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    }
    if (!message.empty()) return incomplete_signature(dialect, message + hashed(presented.header));
  }
  return incomplete_signature(dialect, fmt::format("Unsupported AWS 'algorithm': '{}'.", presented.algorithm));
}

ApiError bad_time(Dialect dialect, const Presented& presented) {
  if (dialect != Dialect::s3) {
    return incomplete_signature(
        dialect,
        fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See http://en.wikipedia.org/wiki/ISO_8601",
                    presented.time));
  }
  if (presented.place == Place::query) {
    return {400, "AuthorizationQueryParametersError",
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""};
  }
  return {403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"};
}

ApiError bad_credential(Dialect dialect, const Presented& presented) {
  const bool has_region = presented.algorithm != sigv4a::algorithm;
  if (dialect == Dialect::s3) {
    return s3_malformed(
        presented.place,
        fmt::format("the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/{}SERVICE/aws4_request\".",
                    has_region ? "REGION/" : ""));
  }
  return incomplete_signature(
      dialect,
      fmt::format("Credential must have exactly {} slash-delimited elements, e.g. keyid/date/{}service/term, got '{}'",
                  has_region ? 5 : 4, has_region ? "region/" : "", presented.credential));
}

namespace {

ApiError s3_bad_scope(const Credential& credential, const Presented& presented, std::string_view day) {
  if (credential.scope.date.size() != 8 || credential.scope.date.find_first_not_of("0123456789") != std::string::npos) {
    return s3_malformed(presented.place,
                        fmt::format("incorrect date format \"{}\". This date in the credential must be in the format "
                                    "\"yyyyMMdd\".",
                                    credential.scope.date));
  }
  if (credential.scope.service != "s3") {
    return s3_malformed(presented.place, fmt::format("incorrect service \"{}\". This endpoint belongs to \"s3\".",
                                                     credential.scope.service));
  }
  if (credential.terminator != sigv4::terminator) {
    return s3_malformed(presented.place, fmt::format("incorrect terminal \"{}\". This endpoint uses \"aws4_request\".",
                                                     credential.terminator));
  }
  if (credential.scope.date != day) {
    const auto text = fmt::format("Invalid credential date \"{}\". This date is not the same as X-Amz-Date: \"{}\".",
                                  credential.scope.date, day);
    if (presented.place == Place::query) return {400, "AuthorizationQueryParametersError", text};
    return s3_malformed(presented.place, text);
  }
  return s3_malformed(presented.place, fmt::format("the region '{}' is wrong", credential.scope.region));
}

}  // namespace

ApiError bad_scope(const Endpoint& endpoint, const Credential& credential, const Presented& presented) {
  const auto time = parse_request_time(presented.time);
  const auto basic = time ? sigv4::format_time(*time) : std::string();
  const auto day = std::string_view(basic).substr(0, 8);
  if (endpoint.dialect == Dialect::s3) return s3_bad_scope(credential, presented, day);
  std::string message;
  const bool has_region = presented.algorithm != sigv4a::algorithm;
  if (has_region && !is_region(credential.scope.region)) message += "Credential should be scoped to a valid region. ";
  if (credential.scope.service != endpoint.service) {
    message += fmt::format("Credential should be scoped to correct service: '{}'. ", endpoint.service);
  }
  if (credential.terminator != sigv4::terminator) {
    message += fmt::format("Credential should be scoped with a valid terminator: 'aws4_request', not '{}'. ",
                           credential.terminator);
  }
  if (credential.scope.date != day) {
    message += fmt::format(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', from "
        "'{}'.",
        credential.scope.date, day, basic);
  }
  return invalid_signature(endpoint.dialect, std::move(message));
}

ApiError bad_region_set(Dialect dialect, const Presented& presented) {
  if (presented.region_set.empty()) {
    const bool in_query = presented.place == Place::query;
    if (dialect == Dialect::s3) {
      return s3_malformed(presented.place, in_query ? "missing X-Amz-Region-Set." : "missing x-amz-region-set.");
    }
    return incomplete_signature(
        dialect, in_query ? "AWS query-string parameters must include 'X-Amz-Region-Set'. Re-examine the query-string "
                            "parameters."
                          : "Authorization header requires existence of a 'X-Amz-Region-Set' header. " +
                                hashed(presented.header));
  }
  if (dialect == Dialect::s3) {
    return s3_malformed(presented.place, fmt::format("the region set '{}' is wrong", presented.region_set));
  }
  return invalid_signature(
      dialect, fmt::format("Credential should be scoped to a valid region, not '{}'. ", presented.region_set));
}

ApiError wrong_region(Place place, std::string_view signed_regions, std::string_view region) {
  auto error = s3_malformed(place, fmt::format("the region '{}' is wrong; expecting '{}'", signed_regions, region));
  error.fields.emplace_back("Region", region);
  error.headers.emplace_back("x-amz-bucket-region", region);
  return error;
}

ApiError header_not_signed(Dialect dialect, std::string_view name) {
  if (dialect == Dialect::s3) {
    return {403,
            "AccessDenied",
            "There were headers present in the request which were not signed",
            {{"HeadersNotSigned", std::string(name)}}};
  }
  return invalid_signature(dialect, fmt::format("{} must be a 'SignedHeader' in the AWS Authorization.",
                                                name == "host" ? "'Host' or ':authority'" : fmt::format("'{}'", name)));
}

ApiError too_early(Dialect dialect, TimePoint signed_at, TimePoint now) {
  if (dialect == Dialect::s3) return skewed(signed_at, now);
  return invalid_signature(dialect, fmt::format("Signature not yet current: {} is still later than {} ({} + {} min.)",
                                                sigv4::format_time(signed_at), sigv4::format_time(now + clock_skew_max),
                                                sigv4::format_time(now), clock_skew_max.count()));
}

ApiError too_late(Dialect dialect, TimePoint signed_at, TimePoint now) {
  if (dialect == Dialect::s3) return skewed(signed_at, now);
  return invalid_signature(
      dialect, fmt::format("Signature expired: {} is now earlier than {} ({} - {} min.)", sigv4::format_time(signed_at),
                           sigv4::format_time(now - clock_skew_max), sigv4::format_time(now), clock_skew_max.count()));
}

ApiError expired_url(TimePoint signed_at, std::chrono::seconds lifetime, TimePoint now) {
  return {403,
          "AccessDenied",
          "Request has expired",
          {{"X-Amz-Expires", std::to_string(lifetime.count())},
           {"Expires", iso(signed_at + lifetime)},
           {"ServerTime", iso(now)}}};
}

ApiError bad_lifetime(std::string_view expires) {
  std::string text = "X-Amz-Expires should be a number";
  const bool negative = expires.starts_with('-');
  const auto digits = expires.substr(negative ? 1 : 0);
  if (!digits.empty() && digits.find_first_not_of("0123456789") == digits.npos) {
    text = negative ? "X-Amz-Expires must be non-negative"
                    : "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "
                      "less than 604800 seconds";
  }
  return {400, "AuthorizationQueryParametersError", std::move(text)};
}

namespace {

ApiError s3_unusable_key(KeyFault fault, std::string_view access_key_id, std::string_view session_token) {
  switch (fault) {
    case KeyFault::unknown:
      return {403,
              "InvalidAccessKeyId",
              "The AWS Access Key Id you provided does not exist in our records.",
              {{"AWSAccessKeyId", std::string(access_key_id)}}};
    case KeyFault::invalid_token:
      return {400,
              "InvalidToken",
              "The provided token is malformed or otherwise invalid.",
              {{"Token-0", std::string(session_token)}}};
    case KeyFault::expired_token:
      return {400, "ExpiredToken", "The provided token has expired.", {{"Token-0", std::string(session_token)}}};
  }
  return {};
}

}  // namespace

ApiError unusable_key(Dialect dialect, KeyFault fault, std::string_view access_key_id, std::string_view session_token) {
  if (dialect == Dialect::s3) return s3_unusable_key(fault, access_key_id, session_token);
  if (fault == KeyFault::expired_token) {
    constexpr auto message = "The security token included in the request is expired";
    if (dialect == Dialect::query) return {403, "ExpiredToken", message};
    return {400, "ExpiredTokenException", message};
  }
  constexpr auto message = "The security token included in the request is invalid.";
  if (dialect == Dialect::query) return {403, "InvalidClientTokenId", message};
  return {400, "UnrecognizedClientException", message};
}

ApiError wrong_signature(Dialect dialect, std::string_view access_key_id, std::string_view signature,
                         std::string_view string_to_sign, std::string_view canonical_request) {
  if (dialect != Dialect::s3) {
    return invalid_signature(
        dialect,
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details.");
  }
  return {403,
          "SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided. Check your key and signing "
          "method.",
          {{"AWSAccessKeyId", std::string(access_key_id)},
           {"StringToSign", std::string(string_to_sign)},
           {"SignatureProvided", std::string(signature)},
           {"StringToSignBytes", spaced_hex(string_to_sign)},
           {"CanonicalRequest", std::string(canonical_request)},
           {"CanonicalRequestBytes", spaced_hex(canonical_request)}}};
}

ApiError access_denied(Dialect dialect, std::string message) {
  if (dialect == Dialect::json) return error::access_denied(std::move(message));
  return {403, "AccessDenied", std::move(message)};
}

ApiError version_2() {
  return {400, "InvalidRequest",
          "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."};
}

ApiError missing_payload_hash() {
  return {400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"};
}

ApiError bad_payload_hash(std::string_view value) {
  return s3_argument(
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
      "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
      "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 "
      "value.",
      "x-amz-content-sha256", value);
}

ApiError payload_hash_mismatch(std::string_view declared, std::string_view computed) {
  return {400,
          "XAmzContentSHA256Mismatch",
          "The provided 'x-amz-content-sha256' header does not match what was computed.",
          {{"ClientComputedContentSHA256", std::string(declared)}, {"S3ComputedContentSHA256", std::string(computed)}}};
}

}  // namespace penstock::auth_error
