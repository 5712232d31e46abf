// One AWS protocol, both directions. Stateless; one instance per kind (protocol_for). A new protocol is a new
// implementation of this interface; services never see it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/http.h"
#include "wire/model.h"
#include "wire/violations.h"

namespace penstock {

// A request as a client sends it, before signing.
struct ClientRequest {
  std::string method;
  std::string path;   // percent-encoded
  std::string query;  // percent-encoded, without '?'
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  BodyStream stream;  // streaming payload; body is empty then
};

struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;                                          // with simdjson's padding reserved
  BodyStream stream;                                         // streaming payload
};

// What a route knows of a REST request: labels of the URI template, decoded. "Bucket" -> "aforb-consumer-data".
struct Label {
  std::string_view name;
  std::string value;
};

class Protocol {
 public:
  virtual ~Protocol() = default;

  // Server. `body` is whole and padded; for streaming operations it is empty and the caller sets the stream member.
  // Errors: SerializationException (JSON), MalformedXML (REST-XML), MalformedQueryString … as AWS answers.
  virtual Status decode_request(const Operation& operation, const HttpRequest& request, std::span<const Label> labels,
                                std::span<char> body, void* input, Violations& violations) const = 0;
  // Consumes a streaming member of the output.
  virtual void encode_response(const ServiceModel& service, const Operation& operation, void* output,
                               std::string_view request_id, HttpResponse& response) const = 0;
  // `operation` is null when the error came before routing was done.
  virtual void encode_error(const ServiceModel& service, const Operation* operation, const ApiError& error,
                            std::string_view request_id, HttpResponse& response) const = 0;

  // Client. Consumes a streaming member of the input.
  virtual Result<ClientRequest> encode_request(const ServiceModel& service, const Operation& operation,
                                               void* input) const = 0;
  // A status over 299 is the ApiError that it carries.
  virtual Status decode_response(const ServiceModel& service, const Operation& operation, ClientResponse& response,
                                 void* output) const = 0;
};

const Protocol& protocol_for(ProtocolKind kind);

}  // namespace penstock
