#include "wire/json_protocol.h"

#include <array>
#include <charconv>

#include "base/checksum.h"
#include "wire/idempotency_token.h"
#include "wire/json_error.h"
#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/modelled_error.h"

namespace penstock {
namespace {

constexpr std::string_view content_type_stem = "application/x-amz-json-";
constexpr std::size_t padding = 64;  // readable bytes that the parser wants behind a text

JsonDialect dialect_of(std::string_view content_type) {
  return content_type.starts_with("application/x-amz-json-1.0") ? JsonDialect::v1_0 : JsonDialect::v1_1;
}

void add_common_headers(const ServiceModel& service, std::string_view request_id, HttpResponse& response) {
  response.add_header("x-amzn-RequestId", request_id);
  response.add_header("Content-Type",
                      service.json_version == "1.0" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1");
}

// DynamoDB and its streams say the checksum of what they answer.
void add_checksum(const ServiceModel& service, HttpResponse& response) {
  if (service.signing_name != "dynamodb") return;
  std::array<char, 10> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), crc32_of(response.body)).ptr;
  response.add_header("x-amz-crc32", {digits.data(), end});
}

}  // namespace

Status JsonProtocol::decode_request(const Operation& operation, const HttpRequest& request, std::span<const Label>,
                                    std::span<char> body, void* input, Violations& violations) const {
  return read_json(*operation.input, body, input, &violations, dialect_of(request.header("content-type")));
}

void JsonProtocol::encode_response(const ServiceModel& service, const Operation& operation, void* output,
                                   std::string_view request_id, HttpResponse& response) const {
  response.status = operation.success_status;
  add_common_headers(service, request_id, response);
  // An operation without output is answered with an empty body, as Kinesis does.
  if (!operation.output->members.empty()) append_json(response.body, *operation.output, output);
  add_checksum(service, response);
}

void JsonProtocol::encode_error(const ServiceModel& service, const Operation* operation, const ApiError& error,
                                std::string_view request_id, HttpResponse& response) const {
  response.status = error.status;
  add_common_headers(service, request_id, response);
  if (const auto* shape = modelled_error(operation, error.code); shape && !shape->error_code.empty()) {
    std::string query_error(shape->error_code);
    query_error += shape->error_sender_fault ? ";Sender" : ";Receiver";
    response.add_header("x-amzn-query-error", query_error);
  }
  append_json_error(response.body, service, operation, error);
  add_checksum(service, response);
}

Result<ClientRequest> JsonProtocol::encode_request(const ServiceModel& service, const Operation& operation,
                                                   void* input) const {
  fill_idempotency_tokens(*operation.input, input);
  ClientRequest request{.method = "POST", .path = "/"};
  std::string target(service.target_prefix);
  (target += '.') += operation.name;
  std::string content_type(content_type_stem);
  content_type += service.json_version;
  request.headers.emplace_back("X-Amz-Target", std::move(target));
  request.headers.emplace_back("Content-Type", std::move(content_type));
  if (service.query_compatible) request.headers.emplace_back("x-amzn-query-mode", "true");
  append_json(request.body, *operation.input, input);
  return request;
}

Status JsonProtocol::decode_response(const ServiceModel& service, const Operation& operation, ClientResponse& response,
                                     void* output) const {
  if (response.status > 299) return read_json_error(response);
  response.body.reserve(response.body.size() + padding);
  auto status = read_json(*operation.output, response.body, output, nullptr,
                          service.json_version == "1.0" ? JsonDialect::v1_0 : JsonDialect::v1_1);
  if (!status) {
    return ApiError{.status = 502,
                    .code = "SerializationException",
                    .message = "The answer to " + std::string(operation.name) +
                               " is not what its model says: " + status.error().message};
  }
  return status;
}

}  // namespace penstock
