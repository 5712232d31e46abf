#include "front/front.h"

#include <utility>

#include "front/exchange.h"
#include "front/health.h"
#include "front/request_served.h"

namespace penstock {
namespace {

constexpr std::string_view internal_prefix = "/_penstock/";

Origins origins_for(Signatures signatures) {
  return signatures == Signatures::checked ? Origins::all : Origins::loopback;
}

// A page that somebody happens to visit must not reach the server's own switches.
bool is_from_elsewhere(const HttpRequest& request) {
  const auto* origin = find_header(request.headers, "origin");
  return origin && !is_allowed(Origins::loopback, *origin);
}

}  // namespace

Front::Front(std::span<const ServiceEntry> services, Collaborators collaborators, FrontOptions options)
    : options_(options),
      clock_(collaborators.clock),
      request_ids_(collaborators.request_ids),
      log_(collaborators.log),
      unrouted_(collaborators.metrics.counter("penstock_requests_unrouted_total",
                                              "Requests that no implemented operation was found for.")),
      router_(services, collaborators.metrics),
      authenticator_(collaborators.keys, options.signatures),
      stages_({router_, authenticator_, collaborators.authorizer, collaborators.clock, collaborators.request_ids}) {}

Task<HttpResponse> Front::handle(HttpRequest& request) {
  if (request.path.starts_with(internal_prefix)) co_return co_await handle_internal(request);
  const auto origins = origins_for(options_.signatures);
  if (is_preflight(request)) {
    auto response = preflight(request, origins);
    response.add_header("x-amzn-RequestId", request_ids_.next());
    co_return response;
  }
  if (asks_for_health(request)) co_return healthy(request);

  const auto started = clock_.steady();
  // Asked now: the header fields have left the processor's caches when the answer is there.
  const bool shared = is_shared(request, origins);
  Exchange exchange{.request = request};
  const auto served = co_await as_result(stages_.run(exchange));
  if (!served) stages_.encode_error(exchange, served.error());
  auto& response = exchange.response;
  if (shared) add_cors(response);
  tell(exchange, served ? nullptr : &served.error(), clock_.steady() - started);
  co_return std::move(response);
}

Task<HttpResponse> Front::handle_internal(HttpRequest& request) {
  if (options_.internal && !is_from_elsewhere(request)) co_return co_await options_.internal->handle(request);
  HttpResponse response;
  response.status = options_.internal ? 403 : 404;
  co_return response;
}

void Front::tell(const Exchange& exchange, const ApiError* error, std::chrono::nanoseconds took) {
  const auto& route = exchange.route;
  log_.write(RequestServed{
      .request_id = exchange.request_id,
      .method = exchange.request.method,
      .path = exchange.request.path,
      .service = route.model ? route.model->id : std::string_view{},
      .operation = route.operation ? exchange.operation().name : std::string_view{},
      .access_key_id = exchange.claim.access_key_id,
      .peer = exchange.request.peer,
      .status = exchange.response.status,
      .error = error ? std::string_view(error->code) : std::string_view{},
      .took = took,
      .routed = route.operation,
      .unrouted = &unrouted_,
  });
}

}  // namespace penstock
