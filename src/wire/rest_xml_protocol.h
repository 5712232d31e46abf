// REST-XML, with the forms of S3, which differ in errors, request ids and timestamps.
#pragma once

#include "wire/protocol.h"

namespace penstock {

class RestXmlProtocol final : public Protocol {
 public:
  // Errors as S3 answers them: MalformedXML, InvalidArgument, InvalidRequest, MissingRequestBodyError. Values outside
  // the model's enumerations and patterns are the service's to judge, since S3 has an error of its own for each.
  Status decode_request(const Operation& operation, const HttpRequest& request, std::span<const Label> labels,
                        std::span<char> body, void* input, Violations& violations) const override;
  // An answer that states a Content-Range is a 206.
  void encode_response(const ServiceModel& service, const Operation& operation, void* output,
                       std::string_view request_id, HttpResponse& response) const override;
  void encode_error(const ServiceModel& service, const Operation* operation, const ApiError& error,
                    std::string_view request_id, HttpResponse& response) const override;
  // An operation that needs a checksum gets Content-MD5 when the input names none.
  Result<ClientRequest> encode_request(const ServiceModel& service, const Operation& operation,
                                       void* input) const override;
  Status decode_response(const ServiceModel& service, const Operation& operation, ClientResponse& response,
                         void* output) const override;
};

}  // namespace penstock
