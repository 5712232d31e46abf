#include "front/body_checksum.h"

#include "base/checksum.h"

namespace penstock {
namespace {

ApiError invalid_request(std::string message) { return {400, "InvalidRequest", std::move(message)}; }

std::string_view stated(const HttpRequest& request, const BodyTrailers* trailers, ChecksumAlgorithm algorithm) {
  if (const auto* field = find_header(request.headers, header_of(algorithm))) return *field;
  const auto* trailer = trailers ? trailers->find(header_of(algorithm)) : nullptr;
  return trailer ? std::string_view(*trailer) : std::string_view{};
}

}  // namespace

Status check_body_checksum(const HttpRequest& request, const BodyTrailers* trailers, std::string_view body,
                           BodyChecksum need) {
  std::optional<ChecksumAlgorithm> found;
  for (const auto algorithm : checksum_algorithms) {
    const auto text = stated(request, trailers, algorithm);
    if (text.empty()) continue;
    if (found) {
      return invalid_request("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    found = algorithm;
    if (!is_checksum_text(algorithm, text)) {
      return invalid_request("Value for " + std::string(header_of(algorithm)) + " header is invalid.");
    }
    ChecksumStream checksum(algorithm);
    checksum.update(body);
    if (checksum.finish() != text) {
      return ApiError{
          400, "BadDigest",
          "The " + std::string(name_of(algorithm)) + " you specified did not match the calculated checksum."};
    }
  }
  if (!found && need == BodyChecksum::required && !find_header(request.headers, "content-md5")) {
    return invalid_request("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
  }
  return ok();
}

}  // namespace penstock
