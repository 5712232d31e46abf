// How large a request's whole body may be, per service. Streamed bodies have their own bounds in their services.
#pragma once

#include <cstddef>

#include "base/api_error.h"
#include "wire/model.h"

namespace penstock {

std::size_t body_bytes_max(const ServiceModel& model);
// What the service answers beyond it.
ApiError body_too_large(const ServiceModel& model);

}  // namespace penstock
