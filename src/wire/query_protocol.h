// AWS Query: every operation is a form, POSTed or in the query string, whose Action names it; answers are XML.
#pragma once

#include "wire/protocol.h"

namespace penstock {

class QueryProtocol final : public Protocol {
 public:
  // Errors: MalformedQueryString for a form that is none, MalformedInput for a value that is none of its kind.
  Status decode_request(const Operation& operation, const HttpRequest& request, std::span<const Label> labels,
                        std::span<char> body, void* input, Violations& violations) const override;
  void encode_response(const ServiceModel& service, const Operation& operation, void* output,
                       std::string_view request_id, HttpResponse& response) const override;
  // Query services say ValidationError where others say ValidationException.
  void encode_error(const ServiceModel& service, const Operation* operation, const ApiError& error,
                    std::string_view request_id, HttpResponse& response) const override;
  Result<ClientRequest> encode_request(const ServiceModel& service, const Operation& operation,
                                       void* input) const override;
  Status decode_response(const ServiceModel& service, const Operation& operation, ClientResponse& response,
                         void* output) const override;
};

}  // namespace penstock
