// The body of every generated client function.
#pragma once

#include <utility>

#include "api/transport.h"

namespace penstock {

// The transport, service and operation outlive the call. Moves input and output, copies neither.
template <class Input, class Output>
Task<Result<Output>> client_call(Transport& transport, const ServiceModel& service, const Operation& operation,
                                 Input in) {
  auto output = co_await transport.call(service, operation, Erased(*operation.input, new Input(std::move(in))));
  co_return std::move(output.template as<Output>());
}

}  // namespace penstock
