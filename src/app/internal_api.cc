#include "app/internal_api.h"

#include <fmt/format.h>

#include "app/settings.h"
#include "app/version.h"

namespace penstock::app {
namespace {

HttpResponse answer(int status, std::string_view type, std::string body) {
  HttpResponse response;
  response.status = status;
  response.add_header("Content-Type", type);
  response.body = std::move(body);
  return response;
}

HttpResponse refuse(int status, std::string_view message) {
  return answer(status, "application/json", fmt::format("{{\"message\":\"{}\"}}\n", message));
}

// "127.0.0.1:50312", "[::1]:50312"
bool is_this_machine(std::string_view peer) {
  auto host = peer.substr(0, peer.rfind(':'));
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return is_loopback(host);
}

}  // namespace

Task<HttpResponse> InternalApi::handle(HttpRequest& request) {
  const auto path = request.path;
  if (path == "/_penstock/health") {
    if (request.method != "GET" && request.method != "HEAD") co_return refuse(405, "health takes GET");
    co_return health();
  }
  if (path == "/_penstock/metrics") {
    if (request.method != "GET") co_return refuse(405, "metrics takes GET");
    co_return answer(200, "text/plain; version=0.0.4", options_.metrics());
  }
  if (path == "/_penstock/reset") {
    if (request.method != "POST") co_return refuse(405, "reset takes POST");
    const bool here = is_this_machine(request.peer);
    co_return co_await reset(here);
  }
  co_return refuse(404, "there are /_penstock/health, /_penstock/metrics and /_penstock/reset");
}

HttpResponse InternalApi::health() const {
  std::string services;
  for (const auto& id : options_.services) {
    services += fmt::format("{}\"{}\":\"running\"", services.empty() ? "" : ",", id);
  }
  return answer(
      200, "application/json",
      fmt::format("{{\"server\":\"penstock\",\"version\":\"{}\",\"status\":\"running\",\"services\":{{{}}}}}\n",
                  version, services));
}

Task<HttpResponse> InternalApi::reset(bool from_this_machine) {
  if (!from_this_machine) co_return refuse(403, "reset is taken from this machine only");
  if (resetting_.exchange(true)) co_return refuse(409, "a reset is under way");
  auto done = co_await options_.reset();
  resetting_ = false;
  if (!done) co_return refuse(done.error().status, done.error().code);
  co_return answer(200, "application/json", "{\"status\":\"reset\"}\n");
}

}  // namespace penstock::app
