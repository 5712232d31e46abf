// HTTP bindings of the REST protocols: the members of inputs and outputs that travel in labels, query strings, headers
// and the status, apart from the body. Shared by every REST protocol; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/protocol.h"

namespace penstock {

// What a request or response gets wrong outside its body.
struct BindingFault {
  enum class Kind : std::uint8_t { missing, malformed };
  Kind kind;
  const Member* member;
  std::string text;  // malformed: as sent
};

// Server. Fills what labels, query and headers say. A malformed date is taken for absent, as HTTP asks of conditions;
// any other value that is none of its kind, or a required one that is absent, is the fault that comes back.
std::optional<BindingFault> read_rest_request(const Operation& operation, const HttpRequest& request,
                                              std::span<const Label> labels, void* input, Violations* violations);

// Client. Method, path, query and headers; an empty label is an error, since it would name another resource.
Result<ClientRequest> write_rest_request(const Operation& operation, const void* input);

// Server: the header members of an output, in the model's order, names as the model spells them.
std::vector<std::pair<std::string, std::string>> rest_headers(const Shape& shape, const void* structure);
// Server: the status member's value, or the operation's own status.
int rest_status(const Operation& operation, const void* output);

// Client. Fills what status and headers say; values that are none of their kind are left out.
void read_rest_response(const Shape& output_shape, const ClientResponse& response, void* output);

// Whether any member travels in the body without being all of it.
bool has_body_members(const Shape& shape);

}  // namespace penstock
