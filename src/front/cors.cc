#include "front/cors.h"

namespace penstock {
namespace {

constexpr std::string_view max_age_seconds = "172800";  // as AWS answers

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

bool is_allowed(Origins origins, std::string_view origin) {
  if (origins == Origins::all) return true;
  const auto scheme = origin.find("://");
  if (scheme == origin.npos) return false;
  auto host = origin.substr(scheme + 3);
  const auto port = host.starts_with('[') ? host.find(':', host.find(']')) : host.find(':');
  return is_loopback_host(host.substr(0, port));
}

bool is_preflight(const HttpRequest& request) {
  return request.method == "OPTIONS" && find_header(request.headers, "origin") != nullptr;
}

HttpResponse preflight(const HttpRequest& request, Origins origins) {
  HttpResponse response;
  if (!is_allowed(origins, request.header("origin"))) {
    response.status = 403;
    return response;
  }
  response.add_header("Access-Control-Allow-Origin", "*");
  if (const auto* names = find_header(request.headers, "access-control-request-headers")) {
    response.add_header("Access-Control-Allow-Headers", *names);
  }
  if (const auto* method = find_header(request.headers, "access-control-request-method")) {
    response.add_header("Access-Control-Allow-Methods", *method);
  }
  response.add_header("Access-Control-Max-Age", max_age_seconds);
  return response;
}

bool is_shared(const HttpRequest& request, Origins origins) {
  const auto* origin = find_header(request.headers, "origin");
  return origin && is_allowed(origins, *origin);
}

void add_cors(HttpResponse& response) {
  response.add_header("Access-Control-Allow-Origin", "*");
  response.add_header("Access-Control-Expose-Headers",
                      "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,Date,ETag");
}

}  // namespace penstock
