// A Transport that calls the services of this process: no bytes, no copies of inputs and outputs, yet the same checks
// as a request over HTTP: constraints, then policy. Each call acts as one fixed caller, for example a pipe's role.
#pragma once

#include <functional>
#include <span>

#include "api/dispatch.h"
#include "api/transport.h"
#include "base/ids.h"

namespace penstock {

// Says whether the caller may do this: ok(), or the error that a client reads. `input` holds operation.input and is as
// the caller gave it. front/ offers the one that evaluates policies.
using Authorize = std::function<Status(const Caller& caller, const ServiceModel& service, const Operation& operation,
                                       const Erased& input)>;

// Used on any thread where the services may be called; keeps no state between calls. The services and the ids outlive
// it, and it outlives its calls.
class InProcessTransport final : public Transport {
 public:
  InProcessTransport(std::span<const ServiceEntry> services, Caller caller, RequestIds& request_ids,
                     Authorize authorize)
      : services_(services), caller_(std::move(caller)), request_ids_(request_ids), authorize_(std::move(authorize)) {}

  // Errors are the service's own, the model's and the policy's, or 501 NotImplemented when this process lacks it.
  Task<Result<Erased>> call(const ServiceModel& service, const Operation& operation, Erased input) override;

 private:
  const ServiceEntry* find(const ServiceModel& service) const;

  const std::span<const ServiceEntry> services_;
  const Caller caller_;
  RequestIds& request_ids_;
  const Authorize authorize_;
};

}  // namespace penstock
