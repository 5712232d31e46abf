#include "identity/authenticate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/check.h"
#include "base/hash.h"
#include "base/ids.h"
#include "identity/canonical.h"

namespace penstock {
namespace {

constexpr std::chrono::seconds url_lifetime_max{604'800};

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

Result<PayloadForm> payload_form(const Presented& presented, const Endpoint& endpoint) {
  if (endpoint.dialect != Dialect::s3) return PayloadForm::whole;
  const auto hash = presented.payload_hash;
  if (hash.empty()) {
    if (presented.place == Place::header) return auth_error::missing_payload_hash();
    return PayloadForm::not_covered;
  }
  static constexpr std::array<std::pair<std::string_view, PayloadForm>, 6> named = {{
      {sigv4::unsigned_payload, PayloadForm::not_covered},
      {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", PayloadForm::signed_chunks},
      {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", PayloadForm::signed_chunks_trailer},
      {"STREAMING-UNSIGNED-PAYLOAD-TRAILER", PayloadForm::unsigned_chunks_trailer},
      {"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", PayloadForm::signed_chunks},
      {"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER", PayloadForm::signed_chunks_trailer},
  }};
  for (const auto& [name, form] : named) {
    if (hash == name) return form;
  }
  if (!is_sha256(hash)) return auth_error::bad_payload_hash(hash);
  return PayloadForm::declared;
}

// A chain of chunk signatures begins with a request's signature of the same version.
bool may_begin_chain(const Presented& presented, PayloadForm form) {
  if (form != PayloadForm::signed_chunks && form != PayloadForm::signed_chunks_trailer) return true;
  return presented.payload_hash.contains("-ECDSA-") == (presented.algorithm == sigv4a::algorithm);
}

bool is_complete(const Presented& presented, Dialect dialect) {
  const bool is_known = presented.algorithm == sigv4::algorithm || presented.algorithm == sigv4a::algorithm;
  return is_known && !presented.credential.empty() && !presented.signed_headers.empty() &&
         !presented.signature.empty() && !presented.time.empty() &&
         !(dialect == Dialect::s3 && presented.place == Place::query && presented.expires.empty());
}

// S3 wants every x-amz header signed, since some change what an operation does; so does a JSON service's target.
Status check_signed_headers(const sigv4::Message& message, const Presented& presented, Dialect dialect) {
  if (!is_signed(presented.signed_headers, "host")) return auth_error::header_not_signed(dialect, "host");
  for (const auto& field : message.headers) {
    const bool matters = dialect == Dialect::s3 ? field.name.starts_with("x-amz-") : field.name == "x-amz-target";
    if (matters && !is_signed(presented.signed_headers, field.name)) {
      return auth_error::header_not_signed(dialect, field.name);
    }
  }
  return ok();
}

Status check_lifetime(const Presented& presented, TimePoint signed_at, TimePoint now) {
  std::int64_t seconds = -1;
  const auto* end = presented.expires.data() + presented.expires.size();
  const auto [stop, fault] = std::from_chars(presented.expires.data(), end, seconds);
  const std::chrono::seconds lifetime(seconds);
  if (fault != std::errc() || stop != end || seconds < 0 || lifetime > url_lifetime_max) {
    return auth_error::bad_lifetime(presented.expires);
  }
  if (now > signed_at + lifetime) return auth_error::expired_url(signed_at, lifetime, now);
  if (signed_at > now + clock_skew_max) return ApiError{403, "AccessDenied", "Request is not valid yet"};
  return ok();
}

Status check_time(const Presented& presented, Dialect dialect, TimePoint signed_at, TimePoint now) {
  if (dialect == Dialect::s3 && presented.place == Place::query) return check_lifetime(presented, signed_at, now);
  if (signed_at < now - clock_skew_max) return auth_error::too_late(dialect, signed_at, now);
  if (signed_at > now + clock_skew_max) return auth_error::too_early(dialect, signed_at, now);
  return ok();
}

// Nobody in particular: S3 leaves it to the bucket's policy, STS to what an identity provider says.
Result<Claim> anonymous(Claim claim, const Endpoint& endpoint, TimePoint now) {
  static const auto nobody =
      std::make_shared<const AccessKey>(AccessKey{.principal = std::make_shared<const policy::Principal>()});
  claim.key = nobody;
  claim.is_verified = false;
  claim.own_time = sigv4::format_time(now);
  auto payload = payload_form(claim.presented, endpoint);
  if (!payload) return payload.error();
  claim.payload = *payload;
  return claim;
}

bool is_in_scope(const Credential& credential, const Endpoint& endpoint, std::string_view day) {
  return credential.scope.service == endpoint.service && credential.terminator == sigv4::terminator &&
         credential.scope.date == day;
}

std::optional<Credential> credential_of(const Claim& claim) {
  const auto text = claim.presented.credential;
  return claim.is_asymmetric() ? parse_regionless_credential(text) : parse_credential(text);
}

// Which region a request is for. Version 4A: its set is signed, too.
Status find_region(const sigv4::Scope& scope, const Endpoint& endpoint, Claim& claim) {
  const auto& presented = claim.presented;
  if (!claim.is_asymmetric()) {
    claim.region = claim.signed_regions = scope.region;
    return ok();
  }
  const auto region = sigv4a::region_of(presented.region_set);
  if (!region) return auth_error::bad_region_set(endpoint.dialect, presented);
  if (presented.place == Place::header && !is_signed(presented.signed_headers, "x-amz-region-set")) {
    return auth_error::header_not_signed(endpoint.dialect, "x-amz-region-set");
  }
  claim.region = *region;
  claim.signed_regions = presented.region_set;
  return ok();
}

constexpr std::string_view token_parameter = "X-Amz-Security-Token";

// Some services' clients add the session token to a presigned URL after they have signed it; S3's do not.
bool may_add_token_later(const Presented& presented, const Endpoint& endpoint) {
  return presented.place == Place::query && endpoint.dialect != Dialect::s3 && !presented.session_token.empty();
}

// Appends what was signed: the canonical request to `canonical`, and what follows from it to `to_sign`.
bool is_signature_right(const Claim& claim, const sigv4::Message& message, std::string_view payload_hash,
                        std::string& canonical, std::string& to_sign) {
  const auto& presented = claim.presented;
  sigv4::append_canonical_request(message, sigv4::path_form_of(claim.scope.service), presented.signed_headers,
                                  payload_hash, canonical);
  const auto secret = claim.key->secret.reveal();
  if (claim.is_asymmetric()) {
    sigv4a::append_string_to_sign(claim.time(), claim.scope, canonical, to_sign);
    return sigv4a::key_of(claim.access_key_id, secret).verify(to_sign, presented.signature);
  }
  sigv4::append_string_to_sign(claim.time(), claim.scope, canonical, to_sign);
  const auto expected = sigv4::signature(sigv4::signing_key(secret, claim.scope), to_sign);
  return equal_in_constant_time(sigv4::text_of(expected), presented.signature);
}

}  // namespace

Result<Claim> Authenticator::identify(const sigv4::Message& message, const Endpoint& endpoint, TimePoint now) const {
  if (signatures_ == Signatures::ignored) return accept_any(message, endpoint, now);
  const auto dialect = endpoint.dialect;
  Claim claim{.presented = read_presented(message)};
  const auto& presented = claim.presented;
  if (presented.place == Place::nowhere) {
    // What boto3 and the AWS CLI presign with in us-east-1 unless they are told otherwise.
    const bool version_2 = dialect == Dialect::s3 && sigv4::query_parameter(message.query, "AWSAccessKeyId");
    if (version_2) return auth_error::version_2();
    if (endpoint.unsigned_requests == Unsigned::refused) return auth_error::missing(dialect);
    return anonymous(std::move(claim), endpoint, now);
  }
  if (presented.place == Place::header && has_query_algorithm(message.query)) {
    return auth_error::presented_twice(dialect);
  }
  if (!is_complete(presented, dialect)) return auth_error::incomplete(dialect, presented);
  const auto signed_at = parse_request_time(presented.time);
  if (!signed_at) return auth_error::bad_time(dialect, presented);
  if (presented.time.size() != 16) claim.own_time = sigv4::format_time(*signed_at);
  const auto credential = credential_of(claim);
  if (!credential) return auth_error::bad_credential(dialect, presented);
  const bool names_region = claim.is_asymmetric() || is_region(credential->scope.region);
  if (!names_region || !is_in_scope(*credential, endpoint, claim.time().substr(0, 8))) {
    return auth_error::bad_scope(endpoint, *credential, presented);
  }
  if (auto found = find_region(credential->scope, endpoint, claim); !found) return found.error();
  if (auto checked = check_signed_headers(message, presented, dialect); !checked) return checked.error();
  if (auto checked = check_time(presented, dialect, *signed_at, now); !checked) return checked.error();
  auto key = keys_.find(credential->access_key_id, presented.session_token, now);
  if (!key) return auth_error::unusable_key(dialect, key.error(), credential->access_key_id, presented.session_token);
  claim.key = std::move(*key);
  auto payload = payload_form(presented, endpoint);
  if (!payload) return payload.error();
  if (!may_begin_chain(presented, *payload)) return auth_error::bad_payload_hash(presented.payload_hash);
  claim.payload = *payload;
  claim.access_key_id = credential->access_key_id;
  claim.scope = credential->scope;
  return claim;
}

Result<Claim> Authenticator::accept_any(const sigv4::Message& message, const Endpoint& endpoint, TimePoint now) const {
  Claim claim{.is_verified = false, .presented = read_presented(message)};
  claim.own_time = sigv4::format_time(now);
  claim.key = keys_.root();
  claim.access_key_id = claim.key->id;
  if (claim.presented.place != Place::nowhere) {
    const auto credential = credential_of(claim);
    if (!credential || credential->access_key_id.empty()) {
      return auth_error::bad_credential(endpoint.dialect, claim.presented);
    }
    claim.access_key_id = credential->access_key_id;
    claim.scope = credential->scope;
    if (claim.is_asymmetric()) {
      claim.region = sigv4a::region_of(claim.presented.region_set).value_or(claim.region);
    } else if (is_region(credential->scope.region)) {
      claim.region = credential->scope.region;
    }
  }
  // A hash that was declared is still met: it finds what the network or a proxy has done to a body.
  auto payload = payload_form(claim.presented, endpoint);
  claim.payload = payload ? *payload : PayloadForm::not_covered;
  return claim;
}

Status Authenticator::verify(const Claim& claim, const sigv4::Message& message, const Endpoint& endpoint,
                             std::string_view payload_hash) const {
  if (!claim.is_verified) return ok();
  if (claim.payload != PayloadForm::whole) {
    payload_hash = claim.presented.payload_hash.empty() ? sigv4::unsigned_payload : claim.presented.payload_hash;
  }
  CHECK(!payload_hash.empty());
  thread_local std::string canonical, to_sign;
  canonical.clear();
  to_sign.clear();
  if (is_signature_right(claim, message, payload_hash, canonical, to_sign)) return ok();
  if (may_add_token_later(claim.presented, endpoint)) {
    const auto query = sigv4::query_without(message.query, token_parameter);
    std::string other_canonical, other_to_sign;
    if (is_signature_right(claim, {message.method, message.path, query, message.headers}, payload_hash, other_canonical,
                           other_to_sign)) {
      return ok();
    }
  }
  return auth_error::wrong_signature(endpoint.dialect, claim.access_key_id, claim.presented.signature, to_sign,
                                     canonical);
}

}  // namespace penstock
