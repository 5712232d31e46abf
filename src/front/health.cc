#include "front/health.h"

namespace penstock {
namespace {

// Without the port.
std::string_view host_of(const HttpRequest& request) {
  const auto host = request.header("host");
  return host.substr(0, host.find(':'));
}

}  // namespace

bool asks_for_health(const HttpRequest& request) {
  if (request.method != "GET" || request.path != "/" || !request.query.empty()) return false;
  const auto host = host_of(request);
  return host.starts_with("dynamodb.") && host.ends_with(".amazonaws.com") &&
         find_header(request.headers, "authorization") == nullptr;
}

HttpResponse healthy(const HttpRequest& request) {
  HttpResponse response;
  response.body.append("healthy: ").append(host_of(request)).append(" ");
  return response;
}

}  // namespace penstock
