// A Transport that calls the services of this process: no bytes, no copies of inputs and outputs, yet the same checks
// as a request over HTTP: policy, then constraints. Each call acts as one fixed caller, for example a pipe's role.
#pragma once

#include <span>

#include "api/dispatch.h"
#include "api/transport.h"
#include "base/ids.h"
#include "identity/authorize.h"
#include "io/clock.h"

namespace penstock {

// Used on any thread where the services may be called; keeps no state between calls. The collaborators outlive
// it, and it outlives its calls.
class InProcessTransport final : public Transport {
 public:
  struct Collaborators {
    std::span<const ServiceEntry> services;
    const Authorizer& authorizer;
    const Clock& clock;
    RequestIds& request_ids;
  };
  // `caller` has a principal.
  InProcessTransport(Collaborators collaborators, Caller caller) : with_(collaborators), caller_(std::move(caller)) {}

  // Errors are the service's own, the model's and the policy's, or 501 NotImplemented when this process lacks it.
  Task<Result<Erased>> call(const ServiceModel& service, const Operation& operation, Erased input) override;

 private:
  const ServiceEntry* find(const ServiceModel& service) const;

  const Collaborators with_;
  const Caller caller_;
};

}  // namespace penstock
