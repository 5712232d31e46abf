// Presigned URLs, and the mode that looks at no signature.
#include <gtest/gtest.h>

#include "identity/authenticate_fixture.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

TEST_F(Authenticate, names_what_a_presigned_request_lacks) {
  SignedRequest request;
  request.query = "X-Amz-Algorithm";
  expect_refusal(request, kinesis, 400, "IncompleteSignatureException",
                 "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must include "
                 "'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string "
                 "parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include "
                 "'X-Amz-Date'. Re-examine the query-string parameters.");
  expect_refusal(request, s3, 400, "AuthorizationQueryParametersError",
                 "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                 "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
}

TEST_F(Authenticate, accepts_a_presigned_url) {
  const SignedRequest get{
      .method = "GET", .path = "/bucket/a%20key", .query = "response-content-type=a%2Fb", .body = ""};
  const auto request = presign(s3, "60", get);
  const auto claim = identify(request, s3);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->payload, PayloadForm::not_covered);
  EXPECT_TRUE(authenticate(request, s3));
  EXPECT_TRUE(authenticate(presign(kinesis, "60", {.method = "GET", .body = ""}), kinesis));
}

TEST_F(Authenticate, refuses_a_presigned_url_after_its_time) {
  signed_at_ -= 61s;
  const auto error = refusal(presign(s3, "60", {.method = "GET", .path = "/bucket/key"}), s3);
  EXPECT_EQ(error.status, 403);
  EXPECT_EQ(error.code, "AccessDenied");
  EXPECT_EQ(error.message, "Request has expired");
  EXPECT_EQ(field(error, "X-Amz-Expires"), "60");
  EXPECT_EQ(field(error, "Expires"), "2026-03-01T11:59:59Z");
  EXPECT_EQ(field(error, "ServerTime"), "2026-03-01T12:00:00Z");
}

TEST_F(Authenticate, accepts_a_presigned_url_of_s3_that_is_older_than_the_skew) {
  signed_at_ -= 24h;
  EXPECT_TRUE(authenticate(presign(s3, "604800", {.method = "GET", .path = "/bucket/key"}), s3));
}

TEST_F(Authenticate, refuses_lifetimes_that_are_none) {
  const auto message = [&](std::string_view expires) {
    return refusal(presign(s3, expires, {.method = "GET", .path = "/b/k"}), s3).message;
  };
  EXPECT_EQ(message("soon"), "X-Amz-Expires should be a number");
  EXPECT_EQ(message("-1"), "X-Amz-Expires must be non-negative");
  EXPECT_EQ(message("604801"),
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
            "604800 seconds");
}

TEST_F(Authenticate, refuses_a_presigned_url_before_its_time) {
  signed_at_ += 15min;
  EXPECT_TRUE(authenticate(presign(s3, "60", {.method = "GET", .path = "/b/k"}), s3));
  signed_at_ += 1s;
  expect_refusal(presign(s3, "60", {.method = "GET", .path = "/b/k"}), s3, 403, "AccessDenied",
                 "Request is not valid yet");
  EXPECT_TRUE(refusal(presign(kinesis, "60", {.method = "GET", .body = ""}), kinesis)
                  .message.starts_with("Signature not yet current: 20260301T121501Z"));
}

// As STS takes those that prove who asks to a third party, whatever their X-Amz-Expires.
TEST_F(Authenticate, takes_a_presigned_request_to_other_services_for_fifteen_minutes) {
  const SignedRequest get{.method = "GET", .body = ""};
  signed_at_ -= 15min;
  for (const auto* expires : {"1", "60", "3600"}) EXPECT_TRUE(authenticate(presign(iam, expires, get), iam)) << expires;
  signed_at_ -= 1s;
  expect_refusal(presign(iam, "3600", get), iam, 403, "SignatureDoesNotMatch",
                 "Signature expired: 20260301T114459Z is now earlier than 20260301T114500Z (20260301T120000Z - 15 "
                 "min.)");
}

TEST_F(Authenticate, names_the_algorithms_of_presigned_urls_of_s3) {
  auto request = presign(s3, "60", {.method = "GET", .path = "/b/k"});
  request.query.replace(request.query.find("AWS4-HMAC-SHA256"), 16, "AWS4-HMAC-MD5");
  expect_refusal(request, s3, 400, "AuthorizationQueryParametersError",
                 "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
}

TEST_F(Authenticate, wants_a_lifetime_of_a_presigned_url_of_s3_alone) {
  auto request = presign(s3, "60", {.method = "GET", .path = "/b/k"});
  request.query.erase(request.query.find("&X-Amz-Expires=60"), 17);
  expect_refusal(request, s3, 400, "AuthorizationQueryParametersError",
                 "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                 "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
}

TEST_F(Authenticate, finds_the_session_token_signed_or_added_after_signing) {
  struct SessionKeys final : AccessKeys {
    explicit SessionKeys(FoundKey key) : key(std::move(key)) {}
    FoundKey find(std::string_view, std::string_view token, TimePoint) const override {
      return token == "a+b/c=" ? key : std::unexpected(KeyFault::invalid_token);
    }
    std::shared_ptr<const AccessKey> root() const override { return nullptr; }
    FoundKey key;
  };
  const SessionKeys keys(keys_.find("AKIAEXAMPLE", "", signed_at_));
  const Authenticator authenticator(keys, Signatures::checked);
  const auto outcome = [&](const SignedRequest& request, const Endpoint& endpoint) {
    fields_of(request);
    const auto claim = authenticator.identify(message(request), endpoint, signed_at_);
    if (!claim) return claim.error().code;
    const auto verified = authenticator.verify(*claim, message(request), endpoint, sigv4::empty_payload_hash);
    return verified ? std::string("accepted") : verified.error().code;
  };
  const SignedRequest get{.method = "GET", .body = ""};
  const std::string parameter = "X-Amz-Security-Token=a%2Bb%2Fc%3D";
  auto with_token = get;
  with_token.query = parameter;
  for (const auto& endpoint : {kinesis, iam, s3}) {
    EXPECT_EQ(outcome(presign(endpoint, "60", with_token), endpoint), "accepted");
    auto later = presign(endpoint, "60", get);
    EXPECT_NE(outcome(later, endpoint), "accepted");
    later.query += "&" + parameter;
    EXPECT_EQ(outcome(later, endpoint), endpoint.dialect == Dialect::s3 ? "SignatureDoesNotMatch" : "accepted");
    later.query += "&a=b";
    EXPECT_NE(outcome(later, endpoint), "accepted");
  }
}

TEST_F(Authenticate, refuses_a_changed_presigned_url) {
  auto request = presign(s3, "60", {.method = "GET", .path = "/bucket/key"});
  request.query.replace(request.query.find("Expires=60"), 10, "Expires=99");
  EXPECT_EQ(refusal(request, s3).code, "SignatureDoesNotMatch");
}

class AuthenticateOff : public Authenticate {
 protected:
  AuthenticateOff() : Authenticate(Signatures::ignored) {}
};

TEST_F(AuthenticateOff, accepts_any_key_and_takes_the_region_from_its_scope) {
  credentials_ = {"anybody", "wrong"};
  const auto request = sign(kinesis);
  const auto claim = identify(request, kinesis);
  ASSERT_TRUE(claim);
  EXPECT_FALSE(claim->is_verified);
  EXPECT_EQ(claim->access_key_id, "anybody");
  EXPECT_EQ(claim->region, "eu-north-1");
  EXPECT_TRUE(authenticate(request, kinesis));
}

TEST_F(AuthenticateOff, takes_a_request_without_credentials_for_the_roots) {
  const auto claim = identify({}, s3);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->access_key_id, "AKIAEXAMPLE");
  EXPECT_EQ(claim->region, "us-east-1");
  EXPECT_EQ(claim->key->principal->arn, "arn:aws:iam::000000000000:root");
}

TEST_F(AuthenticateOff, refuses_a_credential_that_is_none) {
  SignedRequest request;
  request.header("authorization") = "AWS4-HMAC-SHA256 Credential=test";
  EXPECT_EQ(refusal(request, kinesis).code, "IncompleteSignatureException");
}

}  // namespace
}  // namespace penstock
