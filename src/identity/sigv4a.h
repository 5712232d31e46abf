// Signature Version 4A: signed with ECDSA on P-256, for a set of regions instead of one. The server knows the secret,
// so it derives the same key as the client and verifies with its public half. Pure; any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// Key derivation: NIST SP 800-108, counter mode with HMAC-SHA256; FIPS 186-5, A.2.1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "identity/sigv4.h"

namespace penstock::sigv4a {

inline constexpr std::string_view algorithm = "AWS4-ECDSA-P256-SHA256";

// Like sigv4::append_string_to_sign(); the scope has no region: "20150830/kinesis/aws4_request".
void append_string_to_sign(std::string_view time, const sigv4::Scope& scope, std::string_view canonical_request,
                           std::string& out);

// The key pair that belongs to an access key.
class Key {
 public:
  Key(std::string_view access_key_id, std::string_view secret);

  // `signature` is a DER sequence of two integers in hexadecimal, at most 144 digits.
  bool verify(std::string_view string_to_sign, std::string_view signature) const;
  // Such a signature; another one each time.
  std::string sign(std::string_view string_to_sign) const;
  // The public point in hexadecimal: 64 digits of x, 64 of y.
  std::string public_point() const;

 private:
  std::shared_ptr<void> pair_;  // OpenSSL's
};
// Kept in a small cache of each thread: deriving takes as long as verifying.
const Key& key_of(std::string_view access_key_id, std::string_view secret);

// Whether a list such as "us-east-1,eu-*" or "*", as X-Amz-Region-Set has it, holds a region.
bool covers(std::string_view region_set, std::string_view region);
// The one region that a request with this set is for: the first that is named whole, otherwise us-east-1 when a pattern
// covers it. Nothing for a set that names none, and for one that is malformed.
std::optional<std::string_view> region_of(std::string_view region_set);

}  // namespace penstock::sigv4a
