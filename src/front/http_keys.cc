#include "front/http_keys.h"

namespace penstock {

bool HttpKeys::find(std::string_view key, std::vector<std::string>& values) const {
  const auto give_header = [&](std::string_view name) {
    const auto* value = find_header(request_.headers, name);
    if (value) values.emplace_back(*value);
    return value != nullptr;
  };
  if (key == "aws:useragent") return give_header("user-agent");
  if (key == "aws:referer") return give_header("referer");
  if (key == "s3:x-amz-content-sha256") return give_header("x-amz-content-sha256");
  if (key == "aws:securetransport") {
    values.emplace_back(request_.secure ? "true" : "false");
    return true;
  }
  return TimeKeys::find(key, values) || find_signature_key(key, values);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
bool HttpKeys::find_signature_key(std::string_view key, std::vector<std::string>& values) const {
  if (claim_.presented.place == Place::nowhere) return false;
  if (key == "s3:authtype") {
    values.emplace_back(claim_.presented.place == Place::query ? "REST-QUERY-STRING" : "REST-HEADER");
  } else if (key == "s3:signatureversion") {
    values.emplace_back(sigv4::algorithm);
  } else if (key == "s3:signatureage") {
    const auto signed_at = parse_request_time(claim_.time);
    if (!signed_at) return false;
    values.push_back(std::to_string((now_ - *signed_at).count()));
  } else {
    return false;
  }
  return true;
}

}  // namespace penstock
