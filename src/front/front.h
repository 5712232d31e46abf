// The HTTP handler of every AWS API: takes a request through the stages (stages.h) and answers it. Paths below
// /_penstock/ belong to a handler that the app supplies. Any loop's thread.
#pragma once

#include <span>

#include "base/event_log.h"
#include "base/ids.h"
#include "base/metrics.h"
#include "front/cors.h"
#include "front/router.h"
#include "front/stages.h"
#include "identity/authorize.h"
#include "identity/keys.h"
#include "io/clock.h"
#include "wire/http.h"

namespace penstock {

struct FrontOptions {
  Signatures signatures = Signatures::checked;
  HttpHandler* internal = nullptr;  // answers /_penstock/…; null: there is nothing there
};

class Front final : public HttpHandler {
 public:
  // All outlive this.
  struct Collaborators {
    const AccessKeys& keys;
    const Authorizer& authorizer;
    const Clock& clock;
    RequestIds& request_ids;
    EventLog& log;
    Metrics& metrics;
  };
  Front(std::span<const ServiceEntry> services, Collaborators collaborators, FrontOptions options);

  Task<HttpResponse> handle(HttpRequest& request) override;

 private:
  Task<HttpResponse> handle_internal(HttpRequest& request);
  void tell(const Exchange& exchange, const ApiError* error, std::chrono::nanoseconds took);

  const FrontOptions options_;
  const Clock& clock_;
  RequestIds& request_ids_;
  EventLog& log_;
  Counter& unrouted_;
  Router router_;
  Authenticator authenticator_;
  Stages stages_;
};

}  // namespace penstock
