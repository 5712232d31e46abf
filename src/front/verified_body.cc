#include "front/verified_body.h"

#include <charconv>
#include <utility>

#include "base/base64.h"
#include "base/hex.h"

namespace penstock {
namespace {

ApiError missing_length() { return {411, "MissingContentLength", "You must provide the Content-Length HTTP header."}; }

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

// "x-amz-checksum-crc32, x-amz-checksum-sha256"
std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : list) {
    if (c == ',') {
      if (!name.empty()) names.push_back(std::exchange(name, {}));
    } else if (c != ' ' && c != '\t') {
      name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  if (!name.empty()) names.push_back(std::move(name));
  return names;
}

ChunkSigning chunk_signing(const Claim& claim) {
  const auto secret = claim.key->secret.reveal();
  std::string scope(claim.scope.date);
  if (!claim.is_asymmetric()) scope.append("/").append(claim.scope.region);
  scope.append("/").append(claim.scope.service).append("/").append(sigv4::terminator);
  ChunkSigning signing{.key = {},
                       .time = std::string(claim.time()),
                       .scope = std::move(scope),
                       .seed_signature = std::string(claim.presented.signature)};
  if (claim.is_asymmetric()) {
    signing.key = sigv4a::key_of(claim.access_key_id, secret);
  } else {
    signing.key = sigv4::signing_key(secret, claim.scope);
  }
  return signing;
}

}  // namespace

Result<BodyChecks> BodyChecks::of(const HttpRequest& request, const Claim& claim) {
  BodyChecks checks;
  if (const auto* md5 = find_header(request.headers, "content-md5")) {
    std::string bytes;
    if (!from_base64(*md5, bytes) || bytes.size() != sizeof(Md5Digest)) {
      return ApiError{
          400, "InvalidDigest", "The Content-MD5 you specified was invalid.", {{"Content-MD5", std::string(*md5)}}};
    }
    checks.md5_expected_ = *md5;
    checks.md5_.emplace();
  }
  if (claim.payload == PayloadForm::declared) {
    checks.sha256_expected_ = claim.presented.payload_hash;
    checks.sha256_.emplace();
  }
  return checks;
}

void BodyChecks::update(std::string_view bytes) {
  if (md5_) md5_->update(bytes);
  if (sha256_) sha256_->update(bytes);
}

Status BodyChecks::finish() {
  if (sha256_) {
    const auto computed = to_hex(sha256_->finish());
    if (computed != sha256_expected_) return auth_error::payload_hash_mismatch(sha256_expected_, computed);
  }
  if (md5_) {
    const auto digest = md5_->finish();
    const auto computed = to_base64(bytes_of(digest));
    if (computed != md5_expected_) {
      return ApiError{400,
                      "BadDigest",
                      "The Content-MD5 you specified did not match what we received.",
                      {{"ExpectedDigest", md5_expected_}, {"CalculatedDigest", computed}}};
    }
  }
  return ok();
}

Result<AwsChunkedDecoder> chunked_decoder(const HttpRequest& request, const Claim& claim, BodyTrailers& trailers) {
  const auto length = number(request.header("x-amz-decoded-content-length"));
  if (!length) return missing_length();
  trailers.announced = names_in(request.header("x-amz-trailer"));
  AwsChunkedOptions options{.decoded_bytes = *length,
                            .announced = trailers.announced,
                            .chunks_carry_signatures = claim.payload != PayloadForm::unsigned_chunks_trailer};
  if (claim.is_verified && options.chunks_carry_signatures) {
    options.signing = chunk_signing(claim);
  }
  return AwsChunkedDecoder(std::move(options));
}

Result<BodyStream> VerifiedBody::of(const HttpRequest& request, const Claim& claim) {
  auto checks = BodyChecks::of(request, claim);
  if (!checks) return checks.error();
  auto body = std::unique_ptr<VerifiedBody>(new VerifiedBody(*request.body, std::move(*checks)));
  auto length = request.body->length();
  if (is_chunked(claim.payload)) {
    auto decoder = chunked_decoder(request, claim, body->trailers_);
    if (!decoder) return decoder.error();
    body->decoder_ = std::move(*decoder);
    length = number(request.header("x-amz-decoded-content-length"));
  }
  if (!length) return missing_length();
  return BodyStream{std::move(body), length};
}

Task<Result<std::span<const char>>> VerifiedBody::next() {
  if (failure_) co_return *failure_;
  auto bytes = co_await as_result(advance());
  if (!bytes) failure_ = bytes.error();
  co_return bytes;
}

Task<Result<std::span<const char>>> VerifiedBody::advance() {
  while (!ended_) {
    if (encoded_.empty()) {
      encoded_ = co_await source_.next();
      if (encoded_.empty()) {
        ended_ = true;
        co_await finish();
        break;
      }
    }
    auto bytes = std::exchange(encoded_, {});
    if (decoder_) {
      encoded_ = bytes;
      bytes = co_await decoder_->decode(encoded_);
    }
    if (bytes.empty()) continue;
    checks_.update({bytes.data(), bytes.size()});
    co_return bytes;
  }
  co_return std::span<const char>{};
}

Status VerifiedBody::finish() {
  if (decoder_) {
    if (auto finished = decoder_->finish(); !finished) return finished;
    trailers_.fields = decoder_->trailers();
  }
  return checks_.finish();
}

}  // namespace penstock
