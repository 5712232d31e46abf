// Who sends a request below /_penstock/: it is signed as requests to AWS are, for a service called "penstock". Used by
// the internal API, on the connections' threads.
#pragma once

#include <string>

#include "base/ids.h"
#include "identity/authenticate.h"
#include "identity/caller.h"
#include "io/clock.h"
#include "wire/http.h"

namespace penstock::app {

inline constexpr std::string_view internal_signing_name = "penstock";

struct InternalRequest {
  Caller caller;  // with a principal
  std::string body;
};

class InternalCallers {
 public:
  // All outlive this.
  InternalCallers(const AccessKeys& keys, Signatures signatures, const Clock& clock, RequestIds& request_ids)
      : authenticator_(keys, signatures), clock_(clock), request_ids_(request_ids), signatures_(signatures) {}

  // False with `--auth off`: then every request is the root's.
  bool are_checked() const { return signatures_ == Signatures::checked; }
  // Reads the body and checks the signature. Errors: AWS's, as a JSON service words them; 413 for a body over 64 KB.
  Task<Result<InternalRequest>> read(HttpRequest& request) const;

 private:
  const Authenticator authenticator_;
  const Clock& clock_;
  RequestIds& request_ids_;
  const Signatures signatures_;
};

}  // namespace penstock::app
