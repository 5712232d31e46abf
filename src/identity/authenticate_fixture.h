// For tests: a client that signs requests, which tests then spoil, and an authenticator that knows its key.
#pragma once

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/percent.h"
#include "identity/authenticate.h"

namespace penstock {

inline constexpr Endpoint kinesis{Dialect::json, "kinesis"};
inline constexpr Endpoint iam{Dialect::query, "iam"};
inline constexpr Endpoint s3{Dialect::s3, "s3", Unsigned::taken};

inline std::string field(const ApiError& error, std::string_view name) {
  for (const auto& [found, value] : error.fields) {
    if (found == name) return value;
  }
  return "(absent)";
}

struct SignedRequest {
  std::string method = "POST", path = "/", query, body = "{}";
  std::vector<std::pair<std::string, std::string>> headers = {{"host", "localhost:4566"}};

  std::string& header(std::string_view name) {
    for (auto& [found, value] : headers) {
      if (found == name) return value;
    }
    return headers.emplace_back(name, "").second;
  }
  void remove(std::string_view name) {
    std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  }
  void replace(std::string_view name, std::string_view what, std::string_view by) {
    auto& value = header(name);
    const auto at = value.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    value.replace(at, what.size(), by);
  }
};

class Authenticate : public testing::Test {
 protected:
  static constexpr auto now_text = "20260301T120000Z";

  explicit Authenticate(Signatures signatures = Signatures::checked) : authenticator_(keys_, signatures) {}

  SignedRequest sign(const Endpoint& endpoint, SignedRequest request = {}, std::string_view payload_hash = {}) {
    const auto hash = payload_hash.empty() ? to_hex(sha256(request.body)) : std::string(payload_hash);
    fields_of(request);
    const auto added = sigv4::sign({credentials_, "eu-north-1", endpoint.service}, message(request), hash, signed_at_);
    request.headers.insert(request.headers.end(), added.begin(), added.end());
    return request;
  }

  // The same as a presigned URL.
  SignedRequest presign(const Endpoint& endpoint, std::string_view expires, SignedRequest request) {
    const auto time = sigv4::format_time(signed_at_);
    const auto scope = time.substr(0, 8) + "/eu-north-1/" + std::string(endpoint.service) + "/aws4_request";
    request.query += (request.query.empty() ? "" : "&") + std::string("X-Amz-Algorithm=AWS4-HMAC-SHA256") +
                     "&X-Amz-Credential=" + percent_encode(credentials_.access_key_id + "/" + scope) +
                     "&X-Amz-Date=" + time + "&X-Amz-Expires=" + std::string(expires) + "&X-Amz-SignedHeaders=host";
    std::string canonical, to_sign;
    fields_of(request);
    sigv4::append_canonical_request(
        message(request), sigv4::path_form_of(endpoint.service), "host",
        endpoint.dialect == Dialect::s3 ? sigv4::unsigned_payload : sigv4::empty_payload_hash, canonical);
    const sigv4::Scope parts{std::string_view(time).substr(0, 8), "eu-north-1", endpoint.service};
    sigv4::append_string_to_sign(time, parts, canonical, to_sign);
    const auto signature = sigv4::signature(sigv4::signing_key(credentials_.secret.reveal(), parts), to_sign);
    request.query += "&X-Amz-Signature=" + std::string(sigv4::text_of(signature));
    return request;
  }

  const std::vector<HeaderField>& fields_of(const SignedRequest& request) {
    fields_.clear();
    for (const auto& [name, value] : request.headers) fields_.push_back({name, value});
    return fields_;
  }
  sigv4::Message message(const SignedRequest& request) {
    return {request.method, request.path, request.query, fields_};
  }

  Result<Claim> identify(const SignedRequest& request, const Endpoint& endpoint) {
    fields_of(request);
    return authenticator_.identify(message(request), endpoint, *sigv4::parse_time(now_text));
  }
  Status authenticate(const SignedRequest& request, const Endpoint& endpoint) {
    auto claim = identify(request, endpoint);
    if (!claim) return claim.error();
    return authenticator_.verify(*claim, message(request), endpoint, to_hex(sha256(request.body)));
  }
  ApiError refusal(const SignedRequest& request, const Endpoint& endpoint) {
    const auto result = authenticate(request, endpoint);
    EXPECT_FALSE(result) << "was accepted";
    return result ? ApiError{} : result.error();
  }
  void expect_refusal(const SignedRequest& request, const Endpoint& endpoint, int status, std::string_view code,
                      std::string_view message) {
    const auto error = refusal(request, endpoint);
    EXPECT_EQ(error.status, status);
    EXPECT_EQ(error.code, code);
    EXPECT_EQ(error.message, message);
  }

  sigv4::Credentials credentials_{"AKIAEXAMPLE", "secret/key+1"};
  TimePoint signed_at_ = *sigv4::parse_time(now_text);
  RootKeys keys_{{.id = "AKIAEXAMPLE", .secret = "secret/key+1", .principal = policy::root_principal("000000000000")}};
  Authenticator authenticator_;
  std::vector<HeaderField> fields_;
};

}  // namespace penstock
