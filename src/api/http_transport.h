// The client's way over HTTP: encode, sign with SigV4, send, decode; and again where that may help. For this server,
// another one, or AWS. Any executor's thread.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "api/retry.h"
#include "api/transport.h"
#include "identity/sigv4.h"
#include "io/clock.h"
#include "wire/http_client.h"

namespace penstock {

struct HttpTransportOptions {
  std::optional<std::string> endpoint_url = {};  // absent: AWS's host for the service and region
  std::string region = "us-east-1";
  sigv4::Credentials credentials;
  RetryPolicy retries = {};
  Millis attempt_timeout{60'000};
};

class HttpTransport final : public Transport {
 public:
  // The client, the clock and the source of randomness outlive the transport, and it its calls.
  HttpTransport(HttpClient& client, const Clock& clock, Random& random, HttpTransportOptions options)
      : client_(client), clock_(clock), random_(random), options_(std::move(options)) {}

  Task<Result<Erased>> call(const ServiceModel& service, const Operation& operation, Erased input) override;

 private:
  struct Attempt;

  Task<Result<Erased>> attempt(const ServiceModel& service, const Operation& operation, Erased& input,
                               Attempt& attempt);
  Result<HttpCall> signed_call(const ServiceModel& service, const Operation& operation, Erased& input) const;
  bool correct_clock(std::string_view date_header);
  TimePoint signing_time() const { return clock_.now() + Millis{clock_offset_millis_.load()}; }

  HttpClient& client_;
  const Clock& clock_;
  Random& random_;
  const HttpTransportOptions options_;
  // What to add to our clock to have the service's; learned from its Date headers.
  std::atomic<std::int64_t> clock_offset_millis_ = 0;
};

}  // namespace penstock
