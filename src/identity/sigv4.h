// Signature Version 4: what a signature covers and how it is made. The same functions verify requests (authenticate.h)
// and sign ours (api/http_transport.h). Pure; any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/header_field.h"
#include "base/time.h"
#include "identity/secret.h"

namespace penstock::sigv4 {

inline constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view terminator = "aws4_request";
inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";
inline constexpr std::string_view empty_payload_hash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

// S3 signs the path as it was sent, encoded once. Every other service removes dot segments and double slashes and
// encodes what was sent once more. `encoded_again` is the latter without the removal.
enum class PathForm { normalized, encoded_again, as_sent };
PathForm path_form_of(std::string_view service);

// What a signature covers. Views only; header names in lower case.
struct Message {
  std::string_view method;
  std::string_view path;   // as sent, without the query
  std::string_view query;  // as sent, without '?'
  std::span<const HeaderField> headers;
};

// "20150830/us-east-1/kinesis/aws4_request"
struct Scope {
  std::string_view date;  // YYYYMMDD
  std::string_view region;
  std::string_view service;
};

// Appends the canonical request. `signed_headers` is a list such as "host;x-amz-date"; a header named there that the
// message lacks counts as empty. `payload_hash` is lower-case hexadecimal or one of S3's names for an unsigned or
// streamed payload. A query parameter X-Amz-Signature is left out.
void append_canonical_request(const Message& message, PathForm path_form, std::string_view signed_headers,
                              std::string_view payload_hash, std::string& out);
// Appends the string to sign for that canonical request; `time` is "20150830T123600Z".
void append_string_to_sign(std::string_view time, const Scope& scope, std::string_view canonical_request,
                           std::string& out);

// The key derived from a secret for one day, region and service.
struct SigningKey {
  Sha256Digest bytes;
  HmacKey hmac{bytes_of(bytes)};
};
// Kept in a small cache of each thread.
const SigningKey& signing_key(std::string_view secret, const Scope& scope);

// The signature as 64 hexadecimal digits.
using Signature = std::array<char, 64>;
Signature signature(const SigningKey& key, std::string_view string_to_sign);
inline std::string_view text_of(const Signature& signature) { return {signature.data(), signature.size()}; }

// "20150830T123600Z", both ways; nothing for any other form.
std::string format_time(TimePoint time);
std::optional<TimePoint> parse_time(std::string_view text);

struct Credentials {
  std::string access_key_id;
  Secret secret;
  std::string session_token = {};  // of temporary credentials; empty otherwise
};

// Who signs, and for which endpoint.
struct Signer {
  const Credentials& credentials;
  std::string_view region;
  std::string_view service;
};

// The header fields to add to a request so that it is signed: x-amz-date, for S3 x-amz-content-sha256, with temporary
// credentials x-amz-security-token, and authorization. Every header of `message` is signed, so it holds "host" and
// none of those that are added. `payload_hash` as above: to_hex(sha256(body)).
std::vector<std::pair<std::string, std::string>> sign(const Signer& signer, const Message& message,
                                                      std::string_view payload_hash, TimePoint now);

}  // namespace penstock::sigv4
