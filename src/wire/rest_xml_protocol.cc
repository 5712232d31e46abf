#include "wire/rest_xml_protocol.h"

#include <algorithm>

#include "base/base64.h"
#include "base/hash.h"
#include "base/ids.h"
#include "wire/idempotency_token.h"
#include "wire/modelled_error.h"
#include "wire/number.h"
#include "wire/rest_binding.h"
#include "wire/xml_error.h"
#include "wire/xml_reader.h"
#include "wire/xml_writer.h"

namespace penstock {
namespace {

constexpr std::string_view xml_content_type = "application/xml";

bool is_s3(const ServiceModel& service) { return service.endpoint_prefix == "s3"; }

ScalarStyle style_of(const ServiceModel& service) {
  return {.precision = is_s3(service) ? Precision::with_millis : Precision::shortest};
}

ApiError malformed_xml() {
  return {400, "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema"};
}

// S3's words, for example "Provided max-keys not an integer or within integer range".
ApiError binding_error(const BindingFault& fault) {
  if (!fault.member) return {400, "InvalidURI", "Couldn't parse the specified URI.", {{"URI", fault.text}}};
  const std::string name(fault.member->wire_name);
  if (fault.kind == BindingFault::Kind::missing) {
    return {400, "InvalidRequest",
            "Missing required " + std::string(fault.member->location == Location::header ? "header" : "parameter") +
                " for this request: " + name};
  }
  const auto kind = fault.member->shape->kind;
  std::string message = "Invalid Argument";
  if (kind == Kind::integer || kind == Kind::long_) {
    message = "Provided " + name + " not an integer or within integer range";
  }
  return {400, "InvalidArgument", std::move(message), {{"ArgumentName", name}, {"ArgumentValue", fault.text}}};
}

void add_request_id(const ServiceModel& service, std::string_view request_id, HttpResponse& response) {
  if (is_s3(service)) {
    response.add_header("x-amz-request-id", request_id);
    response.add_header("x-amz-id-2", extended_request_id(request_id));
  } else {
    response.add_header("x-amzn-RequestId", request_id);
  }
}

bool has_header(const ClientRequest& request, std::string_view lower_case_name) {
  return std::ranges::any_of(request.headers, [&](const auto& field) {
    return std::ranges::equal(field.first, lower_case_name,
                              [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
  });
}

bool has_checksum(const ClientRequest& request) {
  return std::ranges::any_of(request.headers, [](const auto& field) {
    return field.first == "Content-MD5" || field.first.starts_with("x-amz-checksum-") ||
           field.first.starts_with("X-Amz-Checksum-");
  });
}

XmlRoot payload_root(const Member& member, std::string_view default_namespace) {
  const bool own = !member.xml_namespace.empty();
  const auto& shape = *member.shape;
  const auto uri = own ? member.xml_namespace : shape.xml_namespace;
  return {.name = member.wire_name,
          .xml_namespace = uri.empty() ? default_namespace : uri,
          .xml_prefix = own ? member.xml_prefix : shape.xml_prefix};
}

// The body as XML, into `input` or into its payload.
Status read_body(const Shape& shape, const Member* payload, std::span<char> body, void* input) {
  XmlDocument document;
  if (!document.parse(body)) return malformed_xml();
  Violations violations;
  auto* target = payload ? payload->slot(*payload, input) : input;
  if (!read_xml(payload ? *payload->shape : shape, document.root(), target, &violations)) return malformed_xml();
  return violations.any_missing() ? Status(malformed_xml()) : ok();
}

const Member* first_body_member(const Shape& shape) {
  const auto it = std::ranges::find(shape.members, Location::body, &Member::location);
  return it == shape.members.end() ? nullptr : &*it;
}

// <LocationConstraint xmlns="...">eu-north-1</LocationConstraint>
void append_unwrapped(std::string& out, const ServiceModel& service, const Member& member, const void* output) {
  const auto* value = member.peek(member, output);
  std::string text;
  if (value) append_scalar(text, member, value, style_of(service));
  out += '<';
  out += member.wire_name;
  out += " xmlns=\"";
  append_xml_text(out, service.xml_namespace);
  out += "\"";
  if (text.empty()) {
    out += "/>";
    return;
  }
  out += '>';
  append_xml_text(out, text);
  out += "</";
  out += member.wire_name;
  out += '>';
}

// Writes the header members; what belongs to the connection is told to it instead.
void add_headers(const Operation& operation, const void* output, HttpResponse& response) {
  for (const auto& [name, value] : rest_headers(*operation.output, output)) {
    if (name == "Content-Length") {
      const auto length = parse_number<std::uint64_t>(value);
      if (operation.method == "HEAD") response.stated_length = length;
      if (!response.stream.length) response.stream.length = length;
      continue;
    }
    if (name == "Content-Range" && response.status == 200) response.status = 206;
    response.add_header(name, value);
  }
}

void append_body(const ServiceModel& service, const Operation& operation, const void* output, std::string& out) {
  const auto& shape = *operation.output;
  if (const auto* payload = shape.payload) {
    const auto* value = payload->peek(*payload, output);
    if (!value) return;
    out += xml_declaration;
    return append_xml(out, payload_root(*payload, service.xml_namespace), *payload->shape, value, style_of(service));
  }
  out += xml_declaration;
  if (operation.unwrapped_xml_output) return append_unwrapped(out, service, *first_body_member(shape), output);
  const auto uri = shape.xml_namespace.empty() ? service.xml_namespace : shape.xml_namespace;
  append_xml(out, {.name = shape.xml_name.empty() ? shape.name : shape.xml_name, .xml_namespace = uri}, shape, output,
             style_of(service));
}

std::string_view raw_content_type(Kind kind) {
  return kind == Kind::string ? "text/plain" : "application/octet-stream";
}

bool holds_body_member(const Shape& shape, const void* structure) {
  return std::ranges::any_of(shape.members, [&](const Member& member) {
    return member.location == Location::body && member.peek(member, structure);
  });
}

// The client's body: a stream, bytes, or XML.
void write_body(const ServiceModel& service, const Operation& operation, void* input, ClientRequest& request) {
  const auto& shape = *operation.input;
  std::string_view content_type = xml_content_type;
  if (const auto* payload = shape.payload) {
    const auto* value = payload->peek(*payload, input);
    if (!value) return;
    const auto kind = payload->shape->kind;
    if (kind == Kind::stream) {
      request.stream = std::move(*static_cast<BodyStream*>(payload->slot(*payload, input)));
      return;
    }
    if (kind == Kind::string || kind == Kind::blob) {
      request.body = *static_cast<const std::string*>(value);
      content_type = raw_content_type(kind);
    } else {
      append_xml(request.body, payload_root(*payload, {}), *payload->shape, value, style_of(service));
    }
  } else if (holds_body_member(shape, input)) {
    const auto uri = operation.input_xml_namespace.empty() ? shape.xml_namespace : operation.input_xml_namespace;
    append_xml(request.body,
               {.name = operation.input_xml_name.empty() ? shape.name : operation.input_xml_name, .xml_namespace = uri},
               shape, input, style_of(service));
  } else {
    return;
  }
  if (!has_header(request, "content-type")) request.headers.emplace_back("Content-Type", content_type);
}

Status unreadable(const Operation& operation) {
  return ApiError{502, "SerializationException",
                  "The answer to " + std::string(operation.name) + " is not the XML that its model says"};
}

}  // namespace

Status RestXmlProtocol::decode_request(const Operation& operation, const HttpRequest& request,
                                       std::span<const Label> labels, std::span<char> body, void* input,
                                       Violations&) const {
  if (auto fault = read_rest_request(operation, request, labels, input, nullptr)) return binding_error(*fault);
  const auto& shape = *operation.input;
  const auto* payload = shape.payload;
  if (!payload) return body.empty() || !has_body_members(shape) ? ok() : read_body(shape, nullptr, body, input);
  switch (payload->shape->kind) {
    case Kind::stream:
      return ok();
    case Kind::string:
    case Kind::blob:
      if (!body.empty() || payload->required) {
        static_cast<std::string*>(payload->slot(*payload, input))->assign(body.data(), body.size());
      }
      return ok();
    default:
      break;
  }
  if (!body.empty()) return read_body(shape, payload, body, input);
  if (!payload->required) return ok();
  return ApiError{400, "MissingRequestBodyError", "Request Body is empty"};
}

void RestXmlProtocol::encode_response(const ServiceModel& service, const Operation& operation, void* output,
                                      std::string_view request_id, HttpResponse& response) const {
  response.status = rest_status(operation, output);
  add_request_id(service, request_id, response);
  const auto* payload = operation.output->payload;
  const auto kind = payload ? payload->shape->kind : Kind::structure;
  if (kind == Kind::stream && payload->peek(*payload, output)) {
    response.stream = std::move(*static_cast<BodyStream*>(payload->slot(*payload, output)));
  }
  add_headers(operation, output, response);
  if (operation.method == "HEAD" || kind == Kind::stream) return;
  if (kind == Kind::string || kind == Kind::blob) {
    if (const auto* value = payload->peek(*payload, output)) response.body = *static_cast<const std::string*>(value);
    if (!response.body.empty()) response.add_header("Content-Type", raw_content_type(kind));
    return;
  }
  if (!payload && !has_body_members(*operation.output)) return;
  append_body(service, operation, output, response.body);
  if (!response.body.empty()) response.add_header("Content-Type", xml_content_type);
}

void RestXmlProtocol::encode_error(const ServiceModel& service, const Operation* operation, const ApiError& error,
                                   std::string_view request_id, HttpResponse& response) const {
  response.status = error.status;
  add_request_id(service, request_id, response);
  for (const auto& [name, value] : error.headers) response.add_header(name, value);
  if (error.status == 304 || (operation && operation->method == "HEAD")) return;
  response.add_header("Content-Type", xml_content_type);
  if (is_s3(service)) {
    append_s3_error(response.body, error, request_id, extended_request_id(request_id));
  } else {
    append_error_response(response.body, service, wire_code(operation, error.code), error, request_id);
  }
}

Result<ClientRequest> RestXmlProtocol::encode_request(const ServiceModel& service, const Operation& operation,
                                                      void* input) const {
  fill_idempotency_tokens(*operation.input, input);
  auto request = write_rest_request(operation, input);
  if (!request) return request;
  write_body(service, operation, input, *request);
  if (operation.checksum_required && !request->stream.source && !has_checksum(*request)) {
    request->headers.emplace_back("Content-MD5", to_base64(bytes_of(md5(request->body))));
  }
  return request;
}

Status RestXmlProtocol::decode_response(const ServiceModel& service, const Operation& operation,
                                        ClientResponse& response, void* output) const {
  if (response.status > 299) return read_xml_error(response);
  const auto& shape = *operation.output;
  read_rest_response(shape, response, output);
  const auto* payload = shape.payload;
  if (payload && payload->shape->kind == Kind::stream) {
    *static_cast<BodyStream*>(payload->slot(*payload, output)) = std::move(response.stream);
    return ok();
  }
  if (response.body.empty()) return ok();
  if (payload && payload->shape->kind != Kind::structure) {
    *static_cast<std::string*>(payload->slot(*payload, output)) = std::move(response.body);
    return ok();
  }
  if (!payload && !has_body_members(shape)) return ok();
  XmlDocument document;
  if (!document.parse(response.body)) return unreadable(operation);
  const auto root = document.root();
  // S3 may find an error after it began to answer: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
  if (is_s3(service) && local_name(root) == "Error") return read_xml_error(root, 500);
  if (operation.unwrapped_xml_output) {
    const auto& member = *first_body_member(shape);
    const auto text = element_text(root);
    if (text.empty()) return ok();
    return read_scalar(member, text, member.slot(member, output)) ? ok() : unreadable(operation);
  }
  auto* target = payload ? payload->slot(*payload, output) : output;
  return read_xml(payload ? *payload->shape : shape, root, target, nullptr) ? ok() : unreadable(operation);
}

}  // namespace penstock
