#include "wire/query_protocol.h"

#include "wire/form_reader.h"
#include "wire/form_writer.h"
#include "wire/idempotency_token.h"
#include "wire/modelled_error.h"
#include "wire/xml_error.h"
#include "wire/xml_reader.h"
#include "wire/xml_writer.h"

namespace penstock {
namespace {

void append_open(std::string& out, const ServiceModel& service, const std::string& name) {
  out += '<';
  out += name;
  if (!service.xml_namespace.empty()) {
    out += " xmlns=\"";
    append_xml_text(out, service.xml_namespace);
    out += '"';
  }
  out += '>';
}

}  // namespace

Status QueryProtocol::decode_request(const Operation& operation, const HttpRequest& request, std::span<const Label>,
                                     std::span<char> body, void* input, Violations& violations) const {
  const std::string_view form = body.empty() ? request.query : std::string_view(body.data(), body.size());
  auto pairs = parse_query_string(form);
  if (!pairs) return ApiError{400, "MalformedQueryString", "The query string contains a syntax error."};
  const FormTree tree(std::move(*pairs));
  if (const auto fault = read_form(*operation.input, tree.root(), input, &violations)) {
    return ApiError{400, "MalformedInput",
                    "Value (" + fault->value + ") for parameter " + fault->name + " is invalid."};
  }
  return ok();
}

void QueryProtocol::encode_response(const ServiceModel& service, const Operation& operation, void* output,
                                    std::string_view request_id, HttpResponse& response) const {
  response.status = operation.success_status;
  response.add_header("x-amzn-RequestId", request_id);
  response.add_header("Content-Type", "text/xml");
  auto& out = response.body;
  const auto name = std::string(operation.name) + "Response";
  append_open(out, service, name);
  if (!operation.output_wrapper.empty()) {
    append_xml(out, {.name = operation.output_wrapper}, *operation.output, output);
  } else {
    append_xml_members(out, *operation.output, output);
  }
  out += "<ResponseMetadata>";
  append_xml_element(out, "RequestId", request_id);
  out += "</ResponseMetadata></" + name + ">";
}

void QueryProtocol::encode_error(const ServiceModel& service, const Operation* operation, const ApiError& error,
                                 std::string_view request_id, HttpResponse& response) const {
  response.status = error.status;
  response.add_header("x-amzn-RequestId", request_id);
  response.add_header("Content-Type", "text/xml");
  const bool validation = error.code == "ValidationException" && !modelled_error(operation, error.code);
  const auto code = validation ? std::string_view("ValidationError") : wire_code(operation, error.code);
  append_error_response(response.body, service, code, error, request_id);
}

Result<ClientRequest> QueryProtocol::encode_request(const ServiceModel& service, const Operation& operation,
                                                    void* input) const {
  fill_idempotency_tokens(*operation.input, input);
  ClientRequest request;
  request.method = "POST";
  request.path = "/";
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = "Action=";
  request.body += operation.name;
  request.body += "&Version=";
  request.body += service.api_version;
  append_form(request.body, *operation.input, input);
  return request;
}

Status QueryProtocol::decode_response(const ServiceModel&, const Operation& operation, ClientResponse& response,
                                      void* output) const {
  if (response.status > 299) return read_xml_error(response);
  if (operation.output->members.empty()) return ok();
  const Status unreadable =
      ApiError{502, "SerializationException",
               "The answer to " + std::string(operation.name) + " is not the XML that its model says"};
  XmlDocument document;
  if (!document.parse(response.body)) return unreadable;
  const auto wrapper =
      operation.output_wrapper.empty() ? std::string(operation.name) + "Result" : std::string(operation.output_wrapper);
  const auto result = child_element(document.root(), wrapper);
  return read_xml(*operation.output, result ? result : document.root(), output, nullptr) ? ok() : unreadable;
}

}  // namespace penstock
