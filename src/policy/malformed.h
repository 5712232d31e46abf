// The error of a document that is not as it has to be.
#pragma once

#include <string>
#include <utility>

#include "base/api_error.h"

namespace penstock::policy {

inline ApiError malformed(std::string message) { return {400, "MalformedPolicyDocument", std::move(message)}; }

}  // namespace penstock::policy
