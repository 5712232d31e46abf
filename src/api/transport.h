// How a generated client reaches an operation: in this process (api/in_process_transport.h) or over HTTP with SigV4
// and retries (api/http_transport.h). A target can so be this server, another one, or AWS.
#pragma once

#include "base/task.h"
#include "wire/model.h"

namespace penstock {

class Transport {
 public:
  virtual ~Transport() = default;
  // `input` holds operation.input; the result holds operation.output. Errors are the service's own, or a
  // 503 "ServiceUnavailable" that says what could not be reached.
  virtual Task<Result<Erased>> call(const ServiceModel& service, const Operation& operation, Erased input) = 0;
};

}  // namespace penstock
