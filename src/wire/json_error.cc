#include "wire/json_error.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "wire/json_writer.h"
#include "wire/modelled_error.h"
#include "wire/number.h"

namespace penstock {
namespace {

namespace ondemand = simdjson::ondemand;

// What the framework answers before a service sees the request.
constexpr std::array<std::string_view, 9> framework_errors = {
    "AccessDeniedException",     "IncompleteSignatureException",        "InternalFailure",
    "InvalidSignatureException", "MissingAuthenticationTokenException", "SerializationException",
    "ServiceUnavailable",        "UnknownOperationException",           "UnrecognizedClientException"};

// "DynamoDB_20120810" -> "com.amazonaws.dynamodb.v20120810#"
void append_namespace(std::string& out, std::string_view target_prefix, std::string_view code) {
  if (code == "ValidationException") {
    out += "com.amazon.coral.validate#";
    return;
  }
  if (std::ranges::find(framework_errors, code) != framework_errors.end()) {
    out += "com.amazon.coral.service#";
    return;
  }
  if (target_prefix.empty()) return;
  out += "com.amazonaws.";
  const auto version = target_prefix.find('_');
  for (const char c : target_prefix.substr(0, version)) {
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  if (version != target_prefix.npos) (out += ".v") += target_prefix.substr(version + 1);
  out += '#';
}

// "com.amazonaws.dynamodb.v20120810#LimitExceededException:http://internal.amazon.com/" -> "LimitExceededException"
std::string_view bare_code(std::string_view type) {
  if (const auto hash = type.find('#'); hash != type.npos) type.remove_prefix(hash + 1);
  return type.substr(0, type.find(':'));
}

void read_members(ondemand::object& object, ApiError& error) {
  for (auto entry : object) {
    ondemand::field field;
    std::string_view key;
    std::string_view text;
    if (std::move(entry).get(field) != simdjson::SUCCESS || field.unescaped_key().get(key) != simdjson::SUCCESS) return;
    if (field.value().get_string().get(text) != simdjson::SUCCESS) continue;
    if (key == "__type" || key == "code") {
      if (error.code.empty() || key == "__type") error.code = bare_code(text);
    } else if (key == "message" || key == "Message") {
      error.message = text;
    } else {
      error.fields.emplace_back(key, text);
    }
  }
}

}  // namespace

void append_json_error(std::string& out, const ServiceModel& service, const Operation* operation,
                       const ApiError& error) {
  const auto code = shape_code(operation, error.code);
  std::string type;
  if (service.json_version == "1.0") append_namespace(type, service.target_prefix, code);
  type += code;
  out += "{\"__type\":";
  append_json_string(out, type);
  if (!error.message.empty()) {
    out += code == "SerializationException" ? ",\"Message\":" : ",\"message\":";
    append_json_string(out, error.message);
  }
  for (const auto& [name, value] : error.fields) {
    out += ',';
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
  }
  if (!error.json_fields.empty()) (out += ',') += error.json_fields;
  out += '}';
}

ApiError read_json_error(const ClientResponse& response) {
  ApiError error{.status = response.status, .code = {}, .message = {}};
  const simdjson::padded_string body(response.body);
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object object;
  if (parser.iterate(body).get(document) == simdjson::SUCCESS &&
      document.get_object().get(object) == simdjson::SUCCESS) {
    read_members(object, error);
  } else {
    error.message = response.body;
  }
  for (const auto& [name, value] : response.headers) {
    if (name == "x-amzn-errortype" && error.code.empty()) error.code = bare_code(value);
    // Services that used to speak Query tell the code of those days.
    if (name == "x-amzn-query-error") error.code = value.substr(0, value.find(';'));
  }
  if (error.code.empty()) error.code = number_text(response.status);
  return error;
}

}  // namespace penstock
