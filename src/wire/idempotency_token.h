// Members that the model marks idempotencyToken: a client sends a fresh UUID where the caller gave none, so that the
// service can recognize a repeated request.
#pragma once

#include "wire/shape.h"

namespace penstock {

// Fills absent top-level tokens of an input.
void fill_idempotency_tokens(const Shape& input_shape, void* input);

}  // namespace penstock
