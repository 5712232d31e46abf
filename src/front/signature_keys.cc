#include "front/signature_keys.h"

namespace penstock {

bool SignatureKeys::find(std::string_view key, std::vector<std::string>& values) const {
  if (key == "s3:x-amz-content-sha256") {
    const auto* value = find_header(request_.headers, "x-amz-content-sha256");
    if (value) values.emplace_back(*value);
    return value != nullptr;
  }
  if (claim_.presented.place == Place::nowhere) return false;
  if (key == "s3:authtype") {
    values.emplace_back(claim_.presented.place == Place::query ? "REST-QUERY-STRING" : "REST-HEADER");
  } else if (key == "s3:signatureversion") {
    values.emplace_back(claim_.presented.algorithm);
  } else if (key == "s3:signatureage") {
    const auto signed_at = parse_request_time(claim_.time());
    if (!signed_at) return false;
    values.push_back(std::to_string((now_ - *signed_at).count()));
  } else {
    return false;
  }
  return true;
}

}  // namespace penstock
