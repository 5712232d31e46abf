// Checks a typed input against the constraints of its model: what a codec checks while it decodes, for calls that never
// were bytes. Pure; any thread.
#pragma once

#include "base/result.h"
#include "wire/model.h"

namespace penstock {

// ok(), or AWS's ValidationException that joins everything wrong. `input` holds operation.input. A required member is
// always there, so an empty one fails only where the model asks for more.
Status validate(const ServiceModel& service, const Operation& operation, const void* input);

}  // namespace penstock
