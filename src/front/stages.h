// What happens to a request between HTTP and a service, stage by stage. Any loop's thread; no state of its own.
#pragma once

#include "base/ids.h"
#include "base/task.h"
#include "front/exchange.h"
#include "front/router.h"
#include "identity/authorize.h"
#include "io/clock.h"

namespace penstock {

class Stages {
 public:
  // All outlive this.
  struct Collaborators {
    const Router& router;
    const Authenticator& authenticator;
    const Authorizer& authorizer;
    const Clock& clock;
    RequestIds& request_ids;
  };
  explicit Stages(Collaborators collaborators) : with_(collaborators) {}

  // The list. On an error the response is still to be encoded, in the words of what the route knows by then.
  Task<Status> run(Exchange& exchange) const;
  void encode_error(Exchange& exchange, const ApiError& error) const;

 private:
  Status route(Exchange& exchange) const;
  Status identify(Exchange& exchange) const;
  static bool streams_body(const Exchange& exchange);
  Task<Status> read_whole_body(Exchange& exchange) const;
  Status check_body(Exchange& exchange) const;
  Status check_whole_body(Exchange& exchange) const;
  Status decode(Exchange& exchange) const;
  Status authorize(Exchange& exchange) const;
  static Task<Result<Erased>> dispatch(Exchange& exchange);
  Status encode(Exchange& exchange) const;

  Collaborators with_;
};

}  // namespace penstock
