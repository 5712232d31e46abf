// Error bodies of the JSON protocols, both ways.
#pragma once

#include <string>
#include <string_view>

#include "base/api_error.h"
#include "wire/model.h"
#include "wire/protocol.h"

namespace penstock {

// {"__type":"ResourceNotFoundException","message":"..."}. JSON 1.0 servers put a namespace before the type, and
// serialization errors spell "Message", as AWS's do.
void append_json_error(std::string& out, const ServiceModel& service, const Operation* operation,
                       const ApiError& error);

// From a response with a status over 299: the code without namespace, the message, and further text members as fields.
ApiError read_json_error(const ClientResponse& response);

}  // namespace penstock
