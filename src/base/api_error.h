// The one error type. It carries what an AWS client reads: code, HTTP status, message. Any module may make one;
// services add named factories beside their nouns. Immutable once made; free to move between threads.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace penstock {

struct ApiError {
  int status = 500;     // HTTP status
  std::string code;     // AWS's error code without a namespace, for example "ResourceNotFoundException"
  std::string message;  // AWS's text
  // Further members of the error's body, for example S3's <BucketName>; in order.
  std::vector<std::pair<std::string, std::string>> fields = {};
  // Members that are no text, as JSON with their names ("\"Item\":{…}"), for JSON protocols; empty for none.
  std::string json_fields = {};
  // Header fields of the answer, for example the ETag of a 304; REST protocols send them.
  std::vector<std::pair<std::string, std::string>> headers = {};

  bool is_client_fault() const { return status < 500; }
};

namespace error {

// Common errors of every AWS service: https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html
inline ApiError validation(std::string message) { return {400, "ValidationException", std::move(message)}; }
inline ApiError serialization(std::string message) { return {400, "SerializationException", std::move(message)}; }
inline ApiError access_denied(std::string message) { return {400, "AccessDeniedException", std::move(message)}; }
// Our own fault; the message tells the user what to do next, never internals.
inline ApiError internal(std::string message) { return {500, "InternalFailure", std::move(message)}; }
inline ApiError unavailable(std::string message) { return {503, "ServiceUnavailable", std::move(message)}; }
inline ApiError not_implemented(std::string message) { return {501, "NotImplemented", std::move(message)}; }

}  // namespace error
}  // namespace penstock
