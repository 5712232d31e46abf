#include "identity/sigv4a.h"

#include <gtest/gtest.h>

#include "identity/authenticate_fixture.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view example_id = "AKIDEXAMPLE";
constexpr std::string_view example_secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

// The coordinates and the signature of the URL are those of awslabs/aws-c-auth's signing test suite, case
// v4a/get-vanilla; the signature of the header is what awscrt 0.38 makes of the same case.
TEST(SigV4A, derives_the_key_pair_of_the_public_test_suite) {
  EXPECT_EQ(sigv4a::key_of(example_id, example_secret).public_point(),
            "b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1"
            "865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518");
  EXPECT_NE(sigv4a::key_of("AKIDOTHER", example_secret).public_point(),
            sigv4a::key_of(example_id, example_secret).public_point());
  EXPECT_NE(sigv4a::key_of(example_id, "other").public_point(),
            sigv4a::key_of(example_id, example_secret).public_point());
}

TEST(SigV4A, verifies_signatures_that_clients_of_aws_made) {
  const auto& key = sigv4a::key_of(example_id, example_secret);
  const sigv4::Scope scope{"20150830", "", "service"};
  const auto to_sign = [&](const sigv4::Message& message, std::string_view signed_headers) {
    std::string canonical, text;
    sigv4::append_canonical_request(message, sigv4::PathForm::normalized, signed_headers, sigv4::empty_payload_hash,
                                    canonical);
    sigv4a::append_string_to_sign("20150830T123600Z", scope, canonical, text);
    return text;
  };
  const std::vector<HeaderField> headers = {
      {"host", "example.amazonaws.com"}, {"x-amz-date", "20150830T123600Z"}, {"x-amz-region-set", "us-east-1"}};
  const auto of_header = to_sign({"GET", "/", "", headers}, "host;x-amz-date;x-amz-region-set");
  EXPECT_TRUE(
      key.verify(of_header,
                 "30440220788b86c9ffe7198d02fb6d5cbda10ca17ba824447f0f3ab0e965f704e6c5b64b022027d422e45dcdb897b7"
                 "4e5464c1f1476f021aefb78f65dab60564dca5cf6458a2"));
  constexpr auto query =
      "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fservice%2Faws4_request&"
      "X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Region-Set=us-east-1&"
      "X-Amz-Signature=00";
  const auto of_query = to_sign({"GET", "/", query, headers}, "host");
  EXPECT_TRUE(
      key.verify(of_query,
                 "3046022100c57d8a142ae302eb396afb515da12ec3020a836331dfdbf6c8e4f14c0661c0a1022100e1da9728157dad"
                 "97d80217afb04aa9b99f61dcdef57a056a7f198fb1b728f7c3"));
}

TEST(SigV4A, takes_no_other_signature) {
  const sigv4a::Key key(example_id, example_secret);
  const auto good = key.sign("text");
  EXPECT_TRUE(key.verify("text", good));
  EXPECT_FALSE(key.verify("other", good));
  EXPECT_FALSE(sigv4a::Key(example_id, "other").verify("text", good));
  for (const auto& bad : {std::string(), std::string("3"), std::string("zz"), good + "00", good.substr(2), good + good,
                          std::string(144, '0'), std::string("3006020100020100"), std::string(100'000, 'f')}) {
    EXPECT_FALSE(key.verify("text", bad)) << bad.substr(0, 160);
  }
}

TEST(RegionSet, covers_what_its_members_and_patterns_name) {
  using sigv4a::covers;
  EXPECT_TRUE(covers("eu-north-1", "eu-north-1"));
  EXPECT_FALSE(covers("eu-north-1", "eu-north-2"));
  EXPECT_FALSE(covers("eu-north-1", "eu-north-11"));
  EXPECT_TRUE(covers("us-east-1, eu-*", "eu-north-1"));
  EXPECT_FALSE(covers("us-east-1,eu-*", "ap-south-1"));
  EXPECT_TRUE(covers("*", "ap-south-1"));
  EXPECT_TRUE(covers("*-1", "ap-south-1"));
  EXPECT_TRUE(covers("ap-*-1", "ap-south-1"));
  EXPECT_FALSE(covers("ap-*-2", "ap-south-1"));
  EXPECT_FALSE(covers("", "ap-south-1"));
  EXPECT_FALSE(covers("a*-*-*", "ap-south-1"));  // one wildcard a member
}

TEST(RegionSet, is_for_the_first_region_that_it_names) {
  using sigv4a::region_of;
  EXPECT_EQ(region_of("eu-north-1"), "eu-north-1");
  EXPECT_EQ(region_of("eu-*,ap-south-1,eu-north-1"), "ap-south-1");
  EXPECT_EQ(region_of("*"), "us-east-1");
  EXPECT_EQ(region_of("us-*"), "us-east-1");
  for (const auto* none : {"", "eu-*", "eu-north-1,", "eu/north", "**", ",", "eu-north-1;us-east-1"}) {
    EXPECT_EQ(region_of(none), std::nullopt) << none;
  }
}

class AuthenticateAsymmetric : public Authenticate {
 protected:
  static std::string scope_of(const std::string& time, const Endpoint& endpoint) {
    return time.substr(0, 8) + "/" + std::string(endpoint.service) + "/aws4_request";
  }
  std::string signature_of(const SignedRequest& request, const Endpoint& endpoint, std::string_view names,
                           std::string_view payload_hash, const std::string& time) {
    std::string canonical, to_sign;
    fields_of(request);
    sigv4::append_canonical_request(message(request), sigv4::path_form_of(endpoint.service), names, payload_hash,
                                    canonical);
    sigv4a::append_string_to_sign(time, {std::string_view(time).substr(0, 8), {}, endpoint.service}, canonical,
                                  to_sign);
    return sigv4a::key_of(credentials_.access_key_id, credentials_.secret.reveal()).sign(to_sign);
  }

  SignedRequest sign_for(std::string_view region_set, const Endpoint& endpoint, std::string_view payload_hash = {}) {
    SignedRequest request;
    const auto hash = payload_hash.empty() ? to_hex(sha256(request.body)) : std::string(payload_hash);
    const auto time = sigv4::format_time(signed_at_);
    const std::string names = "host;x-amz-content-sha256;x-amz-date;x-amz-region-set";
    request.header("x-amz-content-sha256") = hash;
    request.header("x-amz-date") = time;
    request.header("x-amz-region-set") = region_set;
    const auto signature = signature_of(request, endpoint, names, hash, time);
    request.header("authorization") = "AWS4-ECDSA-P256-SHA256 Credential=" + credentials_.access_key_id + "/" +
                                      scope_of(time, endpoint) + ", SignedHeaders=" + names +
                                      ", Signature=" + signature;
    return request;
  }
  SignedRequest presign_for(std::string_view region_set, const Endpoint& endpoint) {
    SignedRequest request{.method = "GET", .path = "/bucket/key", .body = ""};
    const auto time = sigv4::format_time(signed_at_);
    request.query = "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=" +
                    percent_encode(credentials_.access_key_id + "/" + scope_of(time, endpoint)) +
                    "&X-Amz-Date=" + time + "&X-Amz-Expires=60&X-Amz-Region-Set=" + percent_encode(region_set) +
                    "&X-Amz-SignedHeaders=host";
    const auto hash = endpoint.dialect == Dialect::s3 ? sigv4::unsigned_payload : sigv4::empty_payload_hash;
    request.query += "&X-Amz-Signature=" + signature_of(request, endpoint, "host", hash, time);
    return request;
  }
};

TEST_F(AuthenticateAsymmetric, accepts_what_a_client_signs_for_a_set_of_regions) {
  for (const auto& endpoint : {kinesis, iam, s3}) {
    const auto request = sign_for("ap-south-1,eu-*", endpoint);
    const auto claim = identify(request, endpoint);
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_EQ(claim->region, "ap-south-1");
    EXPECT_EQ(claim->signed_regions, "ap-south-1,eu-*");
    EXPECT_EQ(claim->access_key_id, "AKIAEXAMPLE");
    EXPECT_TRUE(authenticate(request, endpoint));
    EXPECT_TRUE(authenticate(presign_for("*", endpoint), endpoint));
  }
  EXPECT_EQ(identify(presign_for("*", s3), s3)->region, "us-east-1");
}

TEST_F(AuthenticateAsymmetric, refuses_what_was_changed) {
  auto request = sign_for("eu-north-1", kinesis);
  request.body = "{ }";
  EXPECT_EQ(refusal(request, kinesis).code, "InvalidSignatureException");
  request = sign_for("eu-north-1", kinesis);
  request.header("x-amz-region-set") = "*";
  EXPECT_EQ(refusal(request, kinesis).code, "InvalidSignatureException");
  request = presign_for("eu-north-1", s3);
  request.query.replace(request.query.find("eu-north-1"), 10, "ap-south-1");
  EXPECT_EQ(refusal(request, s3).code, "SignatureDoesNotMatch");
  request = presign_for("eu-north-1", s3);
  signed_at_ -= 61s;
  EXPECT_EQ(refusal(presign_for("eu-north-1", s3), s3).message, "Request has expired");
  credentials_.secret = "another";
  signed_at_ += 61s;
  EXPECT_EQ(refusal(sign_for("eu-north-1", kinesis), kinesis).code, "InvalidSignatureException");
}

TEST_F(AuthenticateAsymmetric, takes_the_two_versions_for_what_they_are) {
  auto request = sign_for("eu-north-1", kinesis);
  request.replace("authorization", "AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA256");
  EXPECT_EQ(refusal(request, kinesis).code, "IncompleteSignatureException");
  request = sign(kinesis);
  request.replace("authorization", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256");
  expect_refusal(request, kinesis, 400, "IncompleteSignatureException",
                 "Credential must have exactly 4 slash-delimited elements, e.g. keyid/date/service/term, got "
                 "'AKIAEXAMPLE/20260301/eu-north-1/kinesis/aws4_request'");
  EXPECT_EQ(refusal(sign_for("eu-north-1", iam), kinesis).message,
            "Credential should be scoped to correct service: 'kinesis'. ");
}

TEST_F(AuthenticateAsymmetric, wants_a_set_of_regions_that_is_signed) {
  auto request = sign_for("eu-north-1", kinesis);
  request.remove("x-amz-region-set");
  EXPECT_EQ(refusal(request, kinesis).code, "IncompleteSignatureException");
  EXPECT_EQ(refusal(sign_for("eu-*", kinesis), kinesis).message,
            "Credential should be scoped to a valid region, not 'eu-*'. ");
  EXPECT_EQ(refusal(sign_for("eu north", s3), s3).message,
            "The authorization header is malformed; the region set 'eu north' is wrong");
  request = sign_for("eu-north-1", kinesis);
  request.replace("authorization", ";x-amz-region-set", "");
  expect_refusal(request, kinesis, 400, "InvalidSignatureException",
                 "'x-amz-region-set' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_F(AuthenticateAsymmetric, begins_chains_of_chunk_signatures_of_its_own_version) {
  const auto form = [&](std::string_view hash) {
    const auto claim = identify(sign_for("eu-north-1", s3, hash), s3);
    EXPECT_TRUE(claim) << hash;
    return claim ? claim->payload : PayloadForm::whole;
  };
  EXPECT_EQ(form("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"), PayloadForm::signed_chunks);
  EXPECT_EQ(form("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER"), PayloadForm::signed_chunks_trailer);
  EXPECT_EQ(form("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), PayloadForm::unsigned_chunks_trailer);
  EXPECT_EQ(refusal(sign_for("eu-north-1", s3, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), s3).code, "InvalidArgument");
  EXPECT_EQ(refusal(sign(s3, {}, "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"), s3).code, "InvalidArgument");
}

}  // namespace
}  // namespace penstock
