// Says who asks, or why not. In two steps, since a body's hash is part of most signatures: identify() reads the
// headers, verify() is called once the payload's hash is known. Pure; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "identity/auth_error.h"
#include "identity/keys.h"
#include "identity/presented.h"
#include "identity/sigv4.h"
#include "identity/sigv4a.h"

namespace penstock {

// How the signature covers the body.
enum class PayloadForm : std::uint8_t {
  whole,                    // the signature holds the hash of the body: read it, then verify()
  declared,                 // S3: it holds x-amz-content-sha256, which the body must meet at its end
  not_covered,              // S3: UNSIGNED-PAYLOAD
  signed_chunks,            // S3: STREAMING-AWS4-HMAC-SHA256-PAYLOAD, and with ECDSA-P256 for HMAC
  signed_chunks_trailer,    // S3: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, likewise
  unsigned_chunks_trailer,  // S3: STREAMING-UNSIGNED-PAYLOAD-TRAILER
};
constexpr bool is_chunked(PayloadForm form) { return form >= PayloadForm::signed_chunks; }

// Who a request says it is from. Views point into the request.
struct Claim {
  std::shared_ptr<const AccessKey> key;  // never null
  std::string_view access_key_id;
  sigv4::Scope scope;
  std::string_view region = "us-east-1";
  std::string_view signed_regions;  // the region, or Version 4A's set of them; empty where nothing is signed
  std::string own_time;             // what time() gives where the request spells it otherwise
  PayloadForm payload = PayloadForm::whole;
  bool is_verified = true;  // false when signatures are not checked: then verify() and chunk signatures are skipped
  Presented presented;

  bool is_asymmetric() const { return presented.algorithm == sigv4a::algorithm; }  // Version 4A
  // As it is signed: "20150830T123600Z".
  std::string_view time() const { return own_time.empty() ? presented.time : own_time; }
};

enum class Signatures : std::uint8_t {
  checked,
  // Any well-formed key is accepted and no signature looked at; a request without one is the root's, in us-east-1.
  ignored,
};

class Authenticator {
 public:
  // `keys` outlives this.
  Authenticator(const AccessKeys& keys, Signatures signatures) : keys_(keys), signatures_(signatures) {}

  // Everything that the headers alone tell: form, time, scope, key, session token. A request that presents nothing is
  // an anonymous principal's where the endpoint takes such.
  Result<Claim> identify(const sigv4::Message& message, const Endpoint& endpoint, TimePoint now) const;

  // Compares the signature in constant time. `payload_hash` is the hash of a whole body in hexadecimal; for the other
  // forms leave it empty.
  Status verify(const Claim& claim, const sigv4::Message& message, const Endpoint& endpoint,
                std::string_view payload_hash = {}) const;

 private:
  Result<Claim> accept_any(const sigv4::Message& message, const Endpoint& endpoint, TimePoint now) const;

  const AccessKeys& keys_;
  Signatures signatures_;
};

}  // namespace penstock
