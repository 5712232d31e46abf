#include "app/internal_api.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/settings.h"
#include "app/version.h"

namespace penstock::app {
namespace {

constexpr std::string_view json_type = "application/json";

HttpResponse answer(int status, std::string_view type, std::string body) {
  HttpResponse response;
  response.status = status;
  response.add_header("Content-Type", type);
  response.body = std::move(body);
  return response;
}

HttpResponse refuse(int status, std::string_view code, std::string_view message) {
  const nlohmann::ordered_json body = {{"code", code}, {"message", message}};
  return answer(status, json_type, body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}
HttpResponse refuse(const ApiError& error) { return refuse(error.status, error.code, error.message); }
HttpResponse refuse_method(std::string_view allowed) {
  auto response = refuse(405, "MethodNotAllowed", fmt::format("This takes {}.", allowed));
  response.add_header("Allow", allowed);
  return response;
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
    if (request.method != "GET" && request.method != "HEAD") co_return refuse_method("GET");
    co_return health();
  }
  if (path == "/_penstock/metrics") {
    if (request.method != "GET") co_return refuse_method("GET");
    co_return co_await metrics(request);
  }
  if (path != "/_penstock/explain" && path != "/_penstock/reset") {
    co_return refuse(404, "NotFound", "There are health, metrics, explain and reset below /_penstock/.");
  }
  if (request.method != "POST") co_return refuse_method("POST");
  if (path == "/_penstock/explain") co_return co_await explain(request);
  co_return co_await reset(request);
}

// Error: who asks is not known, or not the root.
Task<Status> InternalApi::be_root(HttpRequest& request) const {
  const auto read = co_await options_.callers.read(request);
  if (read.caller.principal->kind == policy::PrincipalKind::root) co_return ok();
  co_return ApiError{
      403, "AccessDeniedException",
      fmt::format("{} is not the root of the account, whose signature this takes.", read.caller.principal->arn)};
}

HttpResponse InternalApi::health() const {
  std::string services;
  for (const auto& id : options_.services) {
    services += fmt::format("{}\"{}\":\"running\"", services.empty() ? "" : ",", id);
  }
  return answer(
      200, json_type,
      fmt::format("{{\"server\":\"penstock\",\"version\":\"{}\",\"status\":\"running\",\"services\":{{{}}}}}\n",
                  version, services));
}

Task<HttpResponse> InternalApi::metrics(HttpRequest& request) {
  if (!is_this_machine(request.peer)) {
    const auto may = co_await as_result(be_root(request));
    if (!may) co_return refuse(may.error());
  }
  co_return answer(200, "text/plain; version=0.0.4", options_.metrics());
}

Task<HttpResponse> InternalApi::explain(HttpRequest& request) {
  auto read = co_await as_result(options_.callers.read(request));
  if (!read) co_return refuse(read.error());
  auto explained = co_await as_result(options_.explain(std::move(read->caller), std::move(read->body)));
  if (!explained) co_return refuse(explained.error());
  co_return answer(200, json_type, std::move(*explained));
}

Task<HttpResponse> InternalApi::reset(HttpRequest& request) {
  if (!options_.callers.are_checked() && !is_this_machine(request.peer)) {
    co_return refuse(403, "AccessDeniedException", "Without signatures, reset is taken from this machine only.");
  }
  const auto may = co_await as_result(be_root(request));
  if (!may) co_return refuse(may.error());
  if (resetting_.exchange(true)) co_return refuse(409, "ResourceInUseException", "A reset is under way.");
  const auto done = co_await as_result(options_.reset());
  resetting_ = false;
  if (!done) co_return refuse(done.error());
  co_return answer(200, json_type, "{\"status\":\"reset\"}\n");
}

}  // namespace penstock::app
