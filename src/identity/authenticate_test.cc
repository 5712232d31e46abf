#include "identity/authenticate.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "identity/authenticate_fixture.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view json_mismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details.";

TEST_F(Authenticate, accepts_what_a_client_signs) {
  const auto request = sign(kinesis);
  const auto claim = identify(request, kinesis);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->access_key_id, "AKIAEXAMPLE");
  EXPECT_EQ(claim->region, "eu-north-1");
  EXPECT_EQ(claim->key->principal->arn, "arn:aws:iam::000000000000:root");
  EXPECT_EQ(claim->payload, PayloadForm::whole);
  EXPECT_TRUE(authenticate(request, kinesis));
}

TEST_F(Authenticate, accepts_a_date_header_for_the_time) {
  SignedRequest request;
  request.header("date") = "Sun, 01 Mar 2026 12:00:00 GMT";
  fields_of(request);
  const sigv4::Scope scope{"20260301", "eu-north-1", "kinesis"};
  std::string canonical, to_sign;
  sigv4::append_canonical_request(message(request), sigv4::PathForm::normalized, "date;host",
                                  to_hex(sha256(request.body)), canonical);
  sigv4::append_string_to_sign(now_text, scope, canonical, to_sign);
  const auto signature = sigv4::signature(sigv4::signing_key(credentials_.secret.reveal(), scope), to_sign);
  request.header("authorization") =
      "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260301/eu-north-1/kinesis/aws4_request, SignedHeaders=date;host, "
      "Signature=" +
      std::string(sigv4::text_of(signature));
  EXPECT_TRUE(authenticate(request, kinesis));
}

TEST_F(Authenticate, refuses_a_tampered_body) {
  auto request = sign(kinesis);
  request.body = "{ }";
  expect_refusal(request, kinesis, 400, "InvalidSignatureException", json_mismatch);
  expect_refusal(
      [&] {
        auto other = sign(iam);
        other.body = "x";
        return other;
      }(),
      iam, 403, "SignatureDoesNotMatch", json_mismatch);
}

TEST_F(Authenticate, refuses_a_wrong_secret) {
  credentials_.secret = "another";
  expect_refusal(sign(kinesis), kinesis, 400, "InvalidSignatureException", json_mismatch);
}

TEST_F(Authenticate, refuses_a_signature_of_another_length_or_case) {
  auto request = sign(kinesis);
  auto& header = request.header("authorization");
  const auto good = header;
  header.pop_back();
  expect_refusal(request, kinesis, 400, "InvalidSignatureException", json_mismatch);
  header = good + "0";
  expect_refusal(request, kinesis, 400, "InvalidSignatureException", json_mismatch);
}

TEST_F(Authenticate, refuses_other_methods_paths_parameters_and_headers_than_were_signed) {
  const auto good = sign(kinesis);
  auto request = good;
  request.method = "PUT";
  EXPECT_EQ(refusal(request, kinesis).message, json_mismatch);
  request = good;
  request.path = "/x";
  EXPECT_EQ(refusal(request, kinesis).message, json_mismatch);
  request = good;
  request.query = "a=b";
  EXPECT_EQ(refusal(request, kinesis).message, json_mismatch);
  request = good;
  request.header("host") = "localhost:4567";
  EXPECT_EQ(refusal(request, kinesis).message, json_mismatch);
}

TEST_F(Authenticate, refuses_an_unknown_key) {
  credentials_.access_key_id = "AKIAOTHER";
  constexpr auto invalid_token = "The security token included in the request is invalid.";
  expect_refusal(sign(kinesis), kinesis, 400, "UnrecognizedClientException", invalid_token);
  expect_refusal(sign(iam), iam, 403, "InvalidClientTokenId", invalid_token);
  const auto error = refusal(sign(s3), s3);
  EXPECT_EQ(error.status, 403);
  EXPECT_EQ(error.code, "InvalidAccessKeyId");
  EXPECT_EQ(error.message, "The AWS Access Key Id you provided does not exist in our records.");
  EXPECT_EQ(field(error, "AWSAccessKeyId"), "AKIAOTHER");
}

TEST_F(Authenticate, says_of_a_session_token_that_it_has_expired) {
  struct ExpiredKeys final : AccessKeys {
    FoundKey find(std::string_view, std::string_view, TimePoint) const override {
      return std::unexpected(KeyFault::expired_token);
    }
    std::shared_ptr<const AccessKey> root() const override { return nullptr; }
  };
  const ExpiredKeys expired;
  const Authenticator authenticator(expired, Signatures::checked);
  credentials_.session_token = "token";
  const auto refusal_of = [&](const Endpoint& endpoint) {
    const auto request = sign(endpoint);
    fields_of(request);
    return authenticator.identify(message(request), endpoint, signed_at_).error();
  };
  const auto json = refusal_of(kinesis), query = refusal_of(iam), xml = refusal_of(s3);
  EXPECT_EQ(json.code, "ExpiredTokenException");
  EXPECT_EQ(json.status, 400);
  EXPECT_EQ(json.message, "The security token included in the request is expired");
  EXPECT_EQ(query.code, "ExpiredToken");
  EXPECT_EQ(query.status, 403);
  EXPECT_EQ(query.message, json.message);
  EXPECT_EQ(xml.code, "ExpiredToken");
  EXPECT_EQ(xml.status, 400);
  EXPECT_EQ(xml.message, "The provided token has expired.");
  EXPECT_EQ(field(xml, "Token-0"), "token");
}

TEST_F(Authenticate, refuses_a_session_token_that_is_not_the_keys) {
  credentials_.session_token = "token";
  expect_refusal(sign(kinesis), kinesis, 400, "UnrecognizedClientException",
                 "The security token included in the request is invalid.");
  expect_refusal(sign(s3), s3, 400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
}

TEST_F(Authenticate, refuses_a_stale_date) {
  signed_at_ -= 15min + 1s;
  constexpr auto expired =
      "Signature expired: 20260301T114459Z is now earlier than 20260301T114500Z (20260301T120000Z - 15 min.)";
  expect_refusal(sign(kinesis), kinesis, 400, "InvalidSignatureException", expired);
  expect_refusal(sign(iam), iam, 403, "SignatureDoesNotMatch", expired);
  const auto error = refusal(sign(s3), s3);
  EXPECT_EQ(error.status, 403);
  EXPECT_EQ(error.code, "RequestTimeTooSkewed");
  EXPECT_EQ(error.message, "The difference between the request time and the current time is too large.");
  EXPECT_EQ(field(error, "RequestTime"), "20260301T114459Z");
  EXPECT_EQ(field(error, "ServerTime"), "2026-03-01T12:00:00Z");
  EXPECT_EQ(field(error, "MaxAllowedSkewMilliseconds"), "900000");
}

TEST_F(Authenticate, refuses_a_date_in_the_future) {
  signed_at_ += 15min + 1s;
  expect_refusal(
      sign(kinesis), kinesis, 400, "InvalidSignatureException",
      "Signature not yet current: 20260301T121501Z is still later than 20260301T121500Z (20260301T120000Z + 15 min.)");
  EXPECT_EQ(refusal(sign(s3), s3).code, "RequestTimeTooSkewed");
}

TEST_F(Authenticate, accepts_a_skew_of_fifteen_minutes) {
  signed_at_ -= 15min;
  EXPECT_TRUE(authenticate(sign(kinesis), kinesis));
  signed_at_ += 30min;
  EXPECT_TRUE(authenticate(sign(kinesis), kinesis));
}

TEST_F(Authenticate, refuses_a_request_that_presents_nothing) {
  expect_refusal({}, kinesis, 400, "MissingAuthenticationTokenException", "Missing Authentication Token");
  expect_refusal({}, iam, 403, "MissingAuthenticationToken", "Request is missing Authentication Token");
}

TEST_F(Authenticate, takes_a_request_that_presents_nothing_as_nobodys_where_such_are_taken) {
  for (const auto& endpoint : {s3, Endpoint{Dialect::query, "sts", Unsigned::taken}}) {
    const auto claim = identify({}, endpoint);
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_EQ(claim->key->principal->kind, policy::PrincipalKind::anonymous);
    EXPECT_EQ(claim->signed_regions, "");
    EXPECT_TRUE(authenticate({}, endpoint));
  }
  // Who signs, signs well.
  credentials_.secret = "another";
  const Endpoint sts{Dialect::query, "sts", Unsigned::taken};
  EXPECT_EQ(refusal(sign(sts), sts).code, "SignatureDoesNotMatch");
}

TEST_F(Authenticate, names_what_an_authorization_header_lacks) {
  SignedRequest request;
  request.header("authorization") = "X";
  const auto hash = "(Hashed with SHA-256 and encoded with Base64) Authorization=" + to_base64(bytes_of(sha256("X")));
  expect_refusal(request, kinesis, 400, "IncompleteSignatureException",
                 "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' "
                 "parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires "
                 "existence of either a 'X-Amz-Date' or a 'Date' header. " +
                     hash);
  EXPECT_EQ(refusal(request, iam).code, "IncompleteSignature");
  request.header("authorization") = "AWS4-HMAC-SHA256 Signature=b,Credential=a";
  request.header("date") = "a";
  EXPECT_TRUE(refusal(request, kinesis)
                  .message.starts_with("Authorization header requires 'SignedHeaders' parameter. (Hashed"));
}

TEST_F(Authenticate, refuses_another_algorithm) {
  auto request = sign(kinesis);
  request.replace("authorization", "AWS4-HMAC-SHA256", "AWS4-HMAC-MD5");
  expect_refusal(request, kinesis, 400, "IncompleteSignatureException",
                 "Unsupported AWS 'algorithm': 'AWS4-HMAC-MD5'.");
}

TEST_F(Authenticate, refuses_a_header_beside_presigned_parameters) {
  auto request = sign(kinesis);
  request.query = "X-Amz-Algorithm";
  expect_refusal(request, kinesis, 400, "InvalidSignatureException",
                 "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
  EXPECT_EQ(refusal(request, s3).code, "InvalidArgument");
}

TEST_F(Authenticate, refuses_a_date_that_is_none) {
  auto request = sign(kinesis);
  request.header("x-amz-date") = "yesterday";
  expect_refusal(request, kinesis, 400, "IncompleteSignatureException",
                 "Date must be in ISO-8601 'basic format'. Got 'yesterday'. See http://en.wikipedia.org/wiki/ISO_8601");
  request = sign(s3);
  request.header("x-amz-date") = "yesterday";
  expect_refusal(request, s3, 403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
}

TEST_F(Authenticate, refuses_a_credential_that_is_not_five_parts) {
  auto request = sign(kinesis);
  request.replace("authorization", "/aws4_request", "");
  expect_refusal(request, kinesis, 400, "IncompleteSignatureException",
                 "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got "
                 "'AKIAEXAMPLE/20260301/eu-north-1/kinesis'");
  request = sign(s3);
  request.replace("authorization", "/aws4_request", "");
  expect_refusal(request, s3, 400, "AuthorizationHeaderMalformed",
                 "The authorization header is malformed; the Credential is mal-formed; expecting "
                 "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
}

TEST_F(Authenticate, refuses_a_scope_that_is_not_the_endpoints) {
  auto request = sign(kinesis);
  request.replace("authorization", "20260301/eu-north-1/kinesis/aws4_request", "20260302//iam/aws5_request");
  expect_refusal(request, kinesis, 400, "InvalidSignatureException",
                 "Credential should be scoped to a valid region. Credential should be scoped to correct service: "
                 "'kinesis'. Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. "
                 "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260302' "
                 "!= '20260301', from '20260301T120000Z'.");
}

TEST_F(Authenticate, words_a_wrong_scope_as_s3_does) {
  const auto good = sign(s3);
  const auto expect = [&](std::string_view scope, std::string_view message) {
    auto request = good;
    request.replace("authorization", "20260301/eu-north-1/s3/aws4_request", scope);
    expect_refusal(request, s3, 400, "AuthorizationHeaderMalformed",
                   "The authorization header is malformed; " + std::string(message));
  };
  expect("20260301/eu-north-1/ec2/aws4_request", "incorrect service \"ec2\". This endpoint belongs to \"s3\".");
  expect("20260301/eu-north-1/s3/aws5_request",
         "incorrect terminal \"aws5_request\". This endpoint uses "
         "\"aws4_request\".");
  expect("today/eu-north-1/s3/aws4_request",
         "incorrect date format \"today\". This date in the credential must be in the format \"yyyyMMdd\".");
  expect("20260302/eu-north-1/s3/aws4_request",
         "Invalid credential date \"20260302\". This date is not the same as X-Amz-Date: \"20260301\".");
}

TEST_F(Authenticate, wants_the_host_signed) {
  auto request = sign(kinesis);
  request.replace("authorization", "SignedHeaders=host;", "SignedHeaders=");
  expect_refusal(request, kinesis, 400, "InvalidSignatureException",
                 "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_F(Authenticate, wants_headers_signed_that_change_what_is_done) {
  auto request = sign(kinesis);
  request.header("x-amz-target") = "Kinesis_20131202.DeleteStream";
  expect_refusal(request, kinesis, 400, "InvalidSignatureException",
                 "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.");
  request = sign(s3);
  request.header("x-amz-copy-source") = "/secret/key";
  const auto error = refusal(request, s3);
  EXPECT_EQ(error.status, 403);
  EXPECT_EQ(error.code, "AccessDenied");
  EXPECT_EQ(error.message, "There were headers present in the request which were not signed");
  EXPECT_EQ(field(error, "HeadersNotSigned"), "x-amz-copy-source");
}

TEST_F(Authenticate, tells_an_s3_client_what_it_should_have_signed) {
  auto request = sign(s3, {.method = "GET", .path = "/bucket/key", .body = ""});
  request.path = "/bucket/other";
  const auto error = refusal(request, s3);
  EXPECT_EQ(error.status, 403);
  EXPECT_EQ(error.code, "SignatureDoesNotMatch");
  EXPECT_EQ(error.message,
            "The request signature we calculated does not match the signature you provided. Check your key and signing "
            "method.");
  EXPECT_EQ(field(error, "AWSAccessKeyId"), "AKIAEXAMPLE");
  EXPECT_TRUE(field(error, "CanonicalRequest").starts_with("GET\n/bucket/other\n\nhost:localhost:4566\n"));
  EXPECT_TRUE(field(error, "StringToSign").starts_with("AWS4-HMAC-SHA256\n20260301T120000Z\n20260301/eu-north-1/s3/"));
  EXPECT_TRUE(field(error, "StringToSignBytes").starts_with("41 57 53 34 2d"));
  EXPECT_EQ(field(error, "SignatureProvided").size(), 64u);
}

TEST_F(Authenticate, knows_how_an_s3_signature_covers_the_body) {
  const auto form = [&](std::string_view hash) {
    const auto request = sign(s3, {.method = "PUT", .path = "/bucket/key"}, hash);
    const auto claim = identify(request, s3);
    EXPECT_TRUE(claim) << hash;
    EXPECT_TRUE(authenticate(request, s3)) << hash;
    return claim ? claim->payload : PayloadForm::whole;
  };
  EXPECT_EQ(form(sigv4::empty_payload_hash), PayloadForm::declared);
  EXPECT_EQ(form("UNSIGNED-PAYLOAD"), PayloadForm::not_covered);
  EXPECT_EQ(form("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), PayloadForm::signed_chunks);
  EXPECT_EQ(form("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"), PayloadForm::signed_chunks_trailer);
  EXPECT_EQ(form("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), PayloadForm::unsigned_chunks_trailer);
}

TEST_F(Authenticate, refuses_payload_hashes_that_s3_does_not_know) {
  auto request = sign(s3, {}, "nonsense");
  const auto error = refusal(request, s3);
  EXPECT_EQ(error.status, 400);
  EXPECT_EQ(error.code, "InvalidArgument");
  EXPECT_EQ(field(error, "ArgumentName"), "x-amz-content-sha256");
  request = sign(s3);
  request.remove("x-amz-content-sha256");
  expect_refusal(request, s3, 400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
}

TEST_F(Authenticate, refuses_other_kinds_of_authorization_as_s3_does) {
  SignedRequest request;
  request.header("authorization") = "Basic abc";
  expect_refusal(request, s3, 400, "InvalidArgument", "Unsupported Authorization Type");
  request.header("authorization") = "AWS AKIA:signature";
  expect_refusal(request, s3, 400, "InvalidRequest",
                 "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
  SignedRequest url;
  url.query = "AWSAccessKeyId=AKIAEXAMPLE&Signature=c2lnbmF0dXJl&Expires=1893456000";
  expect_refusal(url, s3, 400, "InvalidRequest",
                 "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
  request.header("authorization") = "AWS4-HMAC-SHA256 HAHAHA";
  expect_refusal(request, s3, 400, "AuthorizationHeaderMalformed",
                 "The authorization header is malformed; the authorization header requires three components: "
                 "Credential, SignedHeaders, and Signature.");
}

TEST(Authorization, is_read_whatever_separates_its_parts) {
  for (const auto* text : {"AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c",
                           "AWS4-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c",
                           "AWS4-HMAC-SHA256   Signature=c  ,  Credential=a SignedHeaders=b "}) {
    const std::vector<HeaderField> headers = {{"authorization", text}};
    const auto presented = read_presented({"GET", "/", "", headers});
    EXPECT_EQ(presented.algorithm, "AWS4-HMAC-SHA256") << text;
    EXPECT_EQ(presented.credential, "a") << text;
    EXPECT_EQ(presented.signed_headers, "b") << text;
    EXPECT_EQ(presented.signature, "c") << text;
  }
}

TEST(RequestTime, may_come_as_an_http_date) {
  EXPECT_EQ(parse_request_time("Sun, 30 Aug 2015 12:36:00 GMT"), sigv4::parse_time("20150830T123600Z"));
  EXPECT_EQ(parse_request_time("Sun, 30 Aug 2015 12:36:00 CET"), std::nullopt);
  EXPECT_EQ(parse_request_time("Sun, 30 gAu 2015 12:36:00 GMT"), std::nullopt);
}

}  // namespace
}  // namespace penstock
