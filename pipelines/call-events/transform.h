// The consumer's transformation: pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::call_events {

// The event with user.user_id as an integer instead of a decimal string; everything else, and the order, stays.
// An integer is left as it is. Errors (code "MalformedEvent"): no JSON object, no user.user_id, not a 64-bit integer.
Result<std::string> with_integer_user_id(std::string_view event);

}  // namespace penstock::call_events
