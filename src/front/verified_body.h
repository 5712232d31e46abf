// A request's body that is handed on while it arrives, checked against what the request said of it: Content-MD5,
// x-amz-content-sha256, and for aws-chunked bodies length, chunk signatures and trailers. What was wrong is the error
// of the last next(); a service keeps nothing before that.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/hash.h"
#include "identity/authenticate.h"
#include "identity/aws_chunked.h"
#include "wire/http.h"

namespace penstock {

// Checks of a body's bytes, whole or in pieces.
class BodyChecks {
 public:
  // Reads what the headers promise. Error: S3's InvalidDigest for a Content-MD5 that is none.
  static Result<BodyChecks> of(const HttpRequest& request, const Claim& claim);

  void update(std::string_view bytes);
  // Errors: BadDigest, XAmzContentSHA256Mismatch. Called once.
  Status finish();

 private:
  std::string md5_expected_;  // base64; empty: none
  std::string sha256_expected_;
  std::optional<Md5Stream> md5_;
  std::optional<Sha256Stream> sha256_;
};

// The decoder of an aws-chunked body. Errors: MissingContentLength without x-amz-decoded-content-length.
Result<AwsChunkedDecoder> chunked_decoder(const HttpRequest& request, const Claim& claim, BodyTrailers& trailers);

class VerifiedBody final : public BodySource {
 public:
  // `request` lives until its response is sent, and so longer than this.
  static Result<BodyStream> of(const HttpRequest& request, const Claim& claim);

  Task<Result<std::span<const char>>> next() override;
  const BodyTrailers* trailers() const override { return decoder_ ? &trailers_ : nullptr; }

 private:
  VerifiedBody(RequestBody& source, BodyChecks checks) : source_(source), checks_(std::move(checks)) {}
  Task<Result<std::span<const char>>> advance();
  Status finish();

  RequestBody& source_;
  BodyChecks checks_;
  BodyTrailers trailers_;
  std::optional<AwsChunkedDecoder> decoder_;
  std::span<const char> encoded_;  // of the source, not yet decoded
  bool ended_ = false;
  std::optional<ApiError> failure_;  // stays: a body that failed never ends well
};

}  // namespace penstock
