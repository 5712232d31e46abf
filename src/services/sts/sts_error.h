// Errors that the model of STS does not list, in AWS's words where they are known.
#pragma once

#include "base/api_error.h"

namespace penstock::sts::errors {

inline ApiError access_denied(std::string message) { return {403, "AccessDenied", std::move(message)}; }
inline ApiError validation(std::string message) { return {400, "ValidationError", std::move(message)}; }
inline ApiError invalid_parameter(std::string message) { return {400, "InvalidParameterValue", std::move(message)}; }

}  // namespace penstock::sts::errors
