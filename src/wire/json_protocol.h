// AWS JSON 1.0 and 1.1: every operation is a POST to "/" whose X-Amz-Target names it; bodies are JSON objects.
#pragma once

#include "wire/protocol.h"

namespace penstock {

class JsonProtocol final : public Protocol {
 public:
  Status decode_request(const Operation& operation, const HttpRequest& request, std::span<const Label> labels,
                        std::span<char> body, void* input, Violations& violations) const override;
  void encode_response(const ServiceModel& service, const Operation& operation, void* output,
                       std::string_view request_id, HttpResponse& response) const override;
  void encode_error(const ServiceModel& service, const Operation* operation, const ApiError& error,
                    std::string_view request_id, HttpResponse& response) const override;
  Result<ClientRequest> encode_request(const ServiceModel& service, const Operation& operation,
                                       void* input) const override;
  Status decode_response(const ServiceModel& service, const Operation& operation, ClientResponse& response,
                         void* output) const override;
};

}  // namespace penstock
